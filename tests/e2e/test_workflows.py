"""The workflows of .github/ and the exceptions of the linters: what actionlint, zizmor and checkov do not look at."""

import re

import pytest
from samtranslator.yaml_helper import yaml_parse

from local.stack.processes import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit_and_says_its_version(path):
    used = re.findall(r"uses: (.+)", path.read_text())
    assert used
    for action in used:
        assert action.startswith("./.github/workflows/") or re.fullmatch(r"actions/[-\w]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_one_action_has_one_commit():
    pins = {}
    for path in WORKFLOWS:
        for action, pin in re.findall(r"uses: (actions/[-\w]+)@(.+)", path.read_text()):
            pins.setdefault(action, set()).add(pin)
    assert [action for action, found in pins.items() if len(found) != 1] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_needs_a_secret_and_a_job_may_do_what_it_says_alone(path):
    text, workflow = path.read_text(), yaml_parse(path.read_text())
    assert "secrets." not in text
    assert workflow["permissions"] == {}
    writes = {
        (name, scope) for name, job in workflow["jobs"].items() for scope, right in job["permissions"].items() if right == "write"
    }
    release = {("release", scope) for scope in ("contents", "id-token", "attestations")}
    assert writes == (release if path.name == "release.yml" else set())


def test_the_workflows_run_goals_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    goals = {goal for path in WORKFLOWS for goal in re.findall(r"(?:run: make|goal:) ([a-z]+)$", path.read_text(), re.MULTILINE)}
    assert {"check", "test", "soak", "fuzz", "advisories", "package", "reproducible"} == goals
    for goal in goals:
        assert re.search(rf"^{goal}:.* ## ", makefile, re.MULTILINE), goal


def test_the_toolchain_is_the_version_that_the_crates_ask_for():
    channel = re.search(r'^channel = "(\d+\.\d+)\.\d+"$', (ROOT / "rust-toolchain.toml").read_text(), re.MULTILINE)
    asked = re.search(r'^rust-version = "(\d+\.\d+)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)
    assert channel[1] == asked[1]


@pytest.mark.parametrize(
    ("path", "exception"),
    [
        ("infra/checkov.yaml", r"  - CKV_\w+"),
        ("infra/template.yaml", r"  cfn-lint: .*"),
        ("deny.toml", r"    \{ crate = .*"),
    ],
)
def test_every_exception_of_a_linter_is_explained(path, exception):
    lines = (ROOT / path).read_text().splitlines()
    found = [number for number, line in enumerate(lines) if re.fullmatch(exception, line)]
    assert found
    for number in found:
        assert lines[number - 1].lstrip().startswith("#") or "reason = " in lines[number], lines[number]


def test_every_exception_of_one_resource_is_explained():
    resources = yaml_parse((ROOT / "infra/template.yaml").read_text())["Resources"]
    skipped = [skip for said in resources.values() for skip in said.get("Metadata", {}).get("checkov", {}).get("skip", [])]
    assert skipped
    assert all(skip["id"].startswith("CKV_") and len(skip["comment"]) > 20 for skip in skipped)
