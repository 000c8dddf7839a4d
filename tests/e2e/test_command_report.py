"""`deskport report`: the page of a run, as a file that needs nothing else."""

import json
import re
from html.parser import HTMLParser

import command
import pytest

from local.stack.look import play
from local.stack.processes import wait_for
from local.stack.stack import Stack

# 90 minutes take 2.7 s, and the 24 hours that people have 43 s.
TIME_SCALE = 2000
RUN = "report-tree"
HOSTILE = '<script>alert("1")</script>'
VOID = {"meta", "link"}


class Page(HTMLParser):
    """A page, read strictly: each element has its end, in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.links, self.loads, self.words = [], set(), [], [], ""
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        attributes = dict(attrs)
        assert len(attributes) == len(attrs), (tag, attrs)
        if tag == "a":
            self.links.append(attributes["href"])
        self.loads += [value for name, value in attrs if tag != "a" and name in ("src", "href", "srcset", "data", "action", "poster")]
        assert not [name for name in attributes if name.startswith("on")], attrs
        if "http-equiv" in attributes:
            self.policy = attributes["content"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words += data


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """A stack with a run that ended with all that a report shows; its page was written while it asked, too."""
    script = tmp_path_factory.mktemp("simulator") / "script.json"
    script.write_text(json.dumps(play.SCRIPT))
    with Stack(TIME_SCALE, script=script, state=play.STATE, parameters=play.PARAMETERS) as stack:
        execution, sfn = play.start(stack, RUN), stack.client("stepfunctions")
        text = play.question(stack, RUN)
        command.good(stack, "report", RUN, "-o", "asking.html")
        sfn.send_task_success(taskToken=re.search(r"--task-token '([^']+)'", text)[1], output="{}")
        assert wait_for(lambda: sfn.describe_execution(executionArn=execution)["status"] == "FAILED", 120)
        yield stack


def page(stack, name):
    """A page that was written."""
    text = (stack.dir / "tmp" / name).read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    return Page(text)


def test_the_page_of_a_failed_run_has_remedies_changes_and_the_way_back(stack):
    done = command.good(stack, "report", RUN)
    assert done.stdout == f"deskport-{RUN}.html\n", done
    shown = page(stack, f"deskport-{RUN}.html")
    for text in (
        "1 of 2 imports failed; the other succeeded.",
        "DomainJoined: The image is joined to a domain; The image failed the BYOL checks",
        "Take the golden image out of its domain before you make the AMI.",
        "wsb-0f9e8d7c6",
        "wsi-0f9e8d7c6",
        "approved",
        "in us-east-1",
        "4 calls failed: QuotaExceeded",
        '{ "Imports": [',
    ):
        assert text in shown.words, text


def test_the_page_loads_nothing_and_runs_nothing(stack):
    command.good(stack, "report", "--latest", "-o", "whole.html")
    shown = page(stack, "whole.html")
    assert shown.loads == ["data:,"], shown.loads
    assert not shown.tags & {"script", "img", "iframe", "object", "embed", "form", "base", "image", "use"}, shown.tags
    assert shown.links and all(link.startswith("https://") and ".console.aws.amazon.com/" in link for link in shown.links), shown.links
    text = (stack.dir / "tmp" / "whole.html").read_text(encoding="utf-8")
    assert shown.policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in shown.policy, shown.policy
    assert "@import" not in text
    assert set(re.findall(r"url\(([^)]*)\)", text)) == {"#hatch", "#dots"}


def test_a_run_that_asks_is_shown_as_far_as_it_is_known(stack):
    shown = page(stack, "asking.html")
    assert "This page shows it as it stood at " in shown.words and "people are asked" in shown.words
    assert "The way back" in shown.words, "what the run had changed by then can be set back"


def test_names_that_are_markup_stay_text(stack):
    body = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": HOSTILE, "ImageDescription": "d"}
    request = {"Ec2ImageId": play.SCENARIO.ami, "Imports": [{"ImportWorkspaceImage": body, "OsVersion": "Windows_11"}]}
    machine, sfn = stack.outputs["ImportStateMachineArn"], stack.client("stepfunctions")
    execution = sfn.start_execution(stateMachineArn=machine, name="report-hostile", input=json.dumps(request))["executionArn"]
    assert wait_for(lambda: sfn.describe_execution(executionArn=execution)["status"] == "FAILED", 60)
    command.good(stack, "report", "report-hostile", "-o", "hostile.html")
    shown = page(stack, "hostile.html")
    assert "<script>alert('1')</script>" in shown.words and "script" not in shown.tags
    assert "/Imports/0/ImportWorkspaceImage/ImageName" in shown.words and "No entry was started." in shown.words


def test_a_file_that_is_no_report_stays_as_it_is(stack):
    folder = stack.dir / "tmp"
    other = folder / "request.json"
    other.write_text("{}")
    done = command.good(stack, "report", RUN, "-o", "request.json", code=1)
    assert "it is no report" in done.stderr and "--force" in done.stderr and other.read_text() == "{}", done
    command.good(stack, "report", RUN, "-o", "request.json", "--force")
    command.good(stack, "report", RUN, "-o", "request.json")
    assert page(stack, "request.json").words
    done = command.good(stack, "report", RUN, "-o", "no-such-folder/report.html", code=2)
    assert "no-such-folder/report.html can't be written" in done.stderr, done
    assert not list(folder.glob("*.part")), "nothing half done stays"


def test_what_is_printed_is_the_page_or_its_file(stack):
    printed = command.good(stack, "report", RUN, "-o", "-").stdout
    command.good(stack, "report", RUN, "-o", "same.html")
    assert printed == (stack.dir / "tmp" / "same.html").read_text(encoding="utf-8"), "a run that has ended has one page"
    done = command.good(stack, "report", RUN, "-o", "same.html", "--output", "json")
    assert done.json == {"File": "same.html", "Run": RUN, "Status": "FAILED"} and done.stderr == "", done
    for arguments in (["-o", "-", "--output", "json"], ["-o", "json"]):
        done = command.run(stack, "report", RUN, *arguments)
        assert done.code == 1 and "--output" in done.stdout + done.stderr, done


def test_of_a_run_that_is_not_there_nothing_is_written(stack):
    done = command.good(stack, "report", "no-such-run", "-o", "none.html", code=1)
    assert "has no run no-such-run" in done.stderr and not (stack.dir / "tmp" / "none.html").exists(), done
