"""What all verbs of the command have in common: how they find AWS and the stack, and how they say that something is not there."""

import command


def test_a_verb_finds_the_stack_by_the_environment_or_by_its_options(stack):
    named = ["--endpoint-url", stack.engine_url, "--region", "eu-west-1"]
    by_environment = command.good(stack, "list", "--output", "json").json
    by_options = command.good(stack, "list", "--output", "json", *named, AWS_ENDPOINT_URL=None, AWS_REGION=None).json
    assert by_environment.keys() == by_options.keys() == {"Runs"}


def test_no_stack_of_that_namespace_is_said_with_the_parameter_that_is_missing(stack):
    done = command.good(stack, "list", "--namespace", "deskport-none", code=1)
    assert "there is no Deskport in eu-west-1 with the namespace deskport-none" in done.stderr, done
    assert "/deskport-none/stack is missing" in done.stderr and done.stdout == "", done


def test_no_region_and_no_network_are_said_with_what_to_do(stack):
    done = command.good(stack, "list", code=2, AWS_REGION=None)
    assert "no Region is set" in done.stderr and "--region" in done.stderr, done
    done = command.good(stack, "list", "--endpoint-url", "http://127.0.0.1:9", code=2)
    assert "ssm:GetParameters" in done.stderr and "hint: Look at the network" in done.stderr, done


def test_an_unknown_run_is_an_error_of_the_question_in_both_forms(stack):
    done = command.good(stack, "show", "no-such-run", code=1)
    assert "has no run no-such-run" in done.stderr and done.stdout == "", done
    done = command.good(stack, "show", "no-such-run", "--output", "json", code=1)
    assert done.json["Error"].endswith("has no run no-such-run") and done.stderr == "", done


def test_the_same_is_shown_on_a_terminal(stack):
    done = command.on_terminal(stack, "show", "no-such-run")
    assert done.code == 1 and "has no run no-such-run" in done.stdout, done
