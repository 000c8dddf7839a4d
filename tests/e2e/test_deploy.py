"""`make deploy` and `make destroy`, with a sam that writes down what it is given."""

import json
import os
import subprocess
import sys

import pytest

from infra.tools import archive
from infra.tools import stack as deployment
from infra.tools.project import FUNCTIONS, PACKAGE, ROOT, Refused

MACHINES = {name: machine for machine, name in archive.MACHINES.items()}
SAM = """\
#!{python}
import json, pathlib, sys
with open({log!r}, "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
arguments = sys.argv[1:]
if "--guided" in arguments:
    config = pathlib.Path(arguments[arguments.index("--config-file") + 1])
    saved = {{'Architecture="x86_64"' if {stubborn} else arguments[-2].replace("=", '="') + '"'}}
    config.write_text(config.read_text() + "stack_name = 'desks'\\nparameter_overrides = '" + saved.pop() + "'\\n")
sys.exit({code})
"""
DEFAULTS = '[default.deploy.parameters]\ntemplate_file = "infra/template.yaml"\ncapabilities = "CAPABILITY_IAM"\n'


class Sam:
    """A sam for one test, its configuration, and what it was given."""

    def __init__(self, folder):
        self.path, self.log, self.config = folder / "sam", folder / "log", folder / "samconfig.toml"
        self.write()
        self.config.write_text(DEFAULTS)

    def write(self, code=0, stubborn=False):
        """Makes it end with a code; a stubborn one is answered x86_64, whatever was proposed."""
        self.path.write_text(SAM.format(python=sys.executable, log=str(self.log), code=code, stubborn=stubborn))
        self.path.chmod(0o755)

    def calls(self):
        """The arguments of each call."""
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def run(self, goal, *arguments):
        """What the goal's program returns."""
        return deployment.main([goal, "--sam", str(self.path), "--config-file", str(self.config), *arguments])


@pytest.fixture
def sam(tmp_path):
    return Sam(tmp_path)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A function that packs an ELF header of an architecture for each function."""
    folder = tmp_path / "lambda"
    monkeypatch.setattr(deployment, "PACKAGE", folder)

    def pack(architecture, names=FUNCTIONS):
        header = tmp_path / "header"
        header.write_bytes(b"\x7fELF" + bytes(14) + MACHINES.get(architecture, 8).to_bytes(2, "little") + bytes(44))
        for name in names:
            archive.write(header, folder / f"{name}.zip")

    return pack


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_the_first_time_sam_asks_and_proposes_what_was_built(sam, package, architecture):
    package(architecture)
    assert sam.run("deploy") == 0
    deploy = ["deploy", "--config-file", str(sam.config), "--config-env", "default"]
    assert sam.calls() == [[*deploy, "--parameter-overrides", f"Architecture={architecture}", "--guided"]]
    # From then on with what was answered.
    assert sam.run("deploy") == 0
    assert sam.calls()[1:] == [[*deploy, "--parameter-overrides", f'Architecture="{architecture}"']]


def test_what_is_saved_stays_and_the_architecture_is_added(sam, package):
    package("arm64")
    saved = 'NotificationEmail="desks@example.com" DeliveryBundles="a b"'
    sam.config.write_text(f"{DEFAULTS}stack_name = 'desks'\nparameter_overrides = '{saved}'\n")
    assert sam.run("deploy") == 0
    assert sam.calls()[0][-3:] == ["--parameter-overrides", saved, "Architecture=arm64"]


@pytest.mark.parametrize(
    "saved",
    ["'LogRetentionDays=\"30\" Architecture=\"x86_64\"'", '["Architecture=x86_64"]', '{ Architecture = "x86_64" }',
     "'ParameterKey=Architecture,ParameterValue=x86_64'"],
)  # fmt: skip
def test_a_package_for_another_architecture_than_the_parameter_says_is_refused(sam, package, capsys, saved):
    package("arm64")
    sam.config.write_text(f"{DEFAULTS}stack_name = 'desks'\nparameter_overrides = {saved}\n")
    assert sam.run("deploy") == 1
    assert sam.calls() == []
    [line] = capsys.readouterr().err.splitlines()
    assert "was built for arm64, but" in line and "says Architecture=x86_64: run `make package ARCH=x86_64`" in line


def test_another_answer_than_what_was_built_is_reported(sam, package, capsys):
    package("arm64")
    sam.write(stubborn=True)
    assert sam.run("deploy") == 1
    assert "says Architecture=x86_64: run `make package ARCH=x86_64`" in capsys.readouterr().err


def test_a_package_for_another_architecture_than_the_command_says_is_refused(sam, package, capsys):
    package("arm64")
    assert sam.run("deploy", "--arch", "x86_64") == 1
    assert "was built for arm64: run `make package ARCH=x86_64` first" in capsys.readouterr().err
    assert sam.calls() == []


@pytest.mark.parametrize(("architecture", "names", "line"), [
    ("arm64", (), "lacks .*: run `make package` first"),
    ("arm64", FUNCTIONS[1:], f"lacks {FUNCTIONS[0]}: run `make package` first"),
    ("mips", FUNCTIONS, "is not one package for AWS Lambda"),
])  # fmt: skip
def test_no_whole_package_is_refused(sam, package, architecture, names, line):
    package(architecture, names)
    with pytest.raises(Refused, match=line):
        deployment.built()
    assert sam.run("deploy") == 1
    assert sam.calls() == []


def test_a_mixed_package_is_refused(package):
    package("arm64")
    package("x86_64", FUNCTIONS[:1])
    with pytest.raises(Refused, match="is not one package"):
        deployment.built()


def test_a_further_stack_takes_the_template_of_the_first(sam, package):
    package("arm64")
    assert sam.run("deploy", "--config-env", "test") == 0
    [call] = sam.calls()
    assert call[4:9] == ["test", "--template-file", "infra/template.yaml", "--capabilities", "CAPABILITY_IAM"]
    assert call[-1] == "--guided"


def test_sams_own_failure_is_the_goals(sam, package):
    package("arm64")
    sam.write(code=3)
    assert sam.run("deploy") == 3


def test_destroy_removes_the_stack_and_says_what_stays(sam, capsys):
    sam.config.write_text(f"{DEFAULTS}stack_name = 'desks'\nregion = 'eu-west-1'\n")
    assert sam.run("destroy") == 0
    assert sam.calls() == [["delete", "--stack-name", "desks", "--region", "eu-west-1"]]
    said = capsys.readouterr().out
    for word in ("images", "AMIs", "/deskport/presets/", "BYOL", "/aws/lambda/desks-*", "/aws/vendedlogs/states/desks-*"):
        assert word in said


def test_destroy_says_that_the_logs_are_gone_where_the_stack_did_not_keep_them(sam, capsys):
    sam.config.write_text(f"{DEFAULTS}stack_name = 'desks'\nparameter_overrides = 'Architecture=\"arm64\" RetainData=\"false\"'\n")
    assert sam.run("destroy") == 0
    said = capsys.readouterr().out
    assert "RetainData=false" in said and "/aws/lambda/" not in said


def test_destroy_says_nothing_of_the_kind_where_sam_failed(sam, capsys):
    sam.config.write_text(f"{DEFAULTS}stack_name = 'desks'\n")
    sam.write(code=1)
    assert sam.run("destroy") == 1
    assert capsys.readouterr().out == ""


def test_destroy_without_a_stack_is_refused(sam, capsys):
    assert sam.run("destroy") == 1
    assert "names no stack in its environment default" in capsys.readouterr().err
    assert sam.calls() == []


def test_the_goals_take_the_sam_that_is_installed(sam):
    """`make deploy` itself, up to sam: the package that is there decides how it ends."""
    environment = os.environ | {"PATH": f"{sam.path.parent}:{os.environ['PATH']}"}
    command = ["make", "--no-print-directory", "destroy", "STACK=none-of-that-name"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "destroy: samconfig.toml names no stack in its environment none-of-that-name" in done.stderr
    printed = subprocess.run(["make", "-n", "deploy", "ARCH=arm64"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert f"infra.tools.stack deploy --sam {sam.path} --config-env default --arch arm64" in printed.stdout
    assert PACKAGE == ROOT / "target" / "lambda"


def test_the_configuration_that_is_checked_in_is_whole():
    """All that sam does not ask for the first time."""
    saved = deployment.saved(deployment.CONFIG, "default")
    assert (ROOT / saved["template_file"]).is_file()
    assert (saved["capabilities"], saved["resolve_s3"], saved["confirm_changeset"]) == ("CAPABILITY_IAM", True, True)
