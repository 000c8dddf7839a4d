"""`deskport preset`: what is stored, what is refused, what is shown, and what happens when two people store at once."""

import json

import command
import pytest
from botocore.exceptions import ClientError

BODY = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "{ami-id}", "ImageDescription": "d"}
SECRET = "C:\\secret\\path.exe"


def preset(**body):
    """A preset, as a person writes it."""
    entry = {"ImportWorkspaceImage": BODY | body, "OsVersion": "Windows_11"}
    return json.dumps({"Imports": [entry]}, indent=2) + "\n"


def with_catalogue(path=SECRET, name="app-{ami-id}", escaped=True):
    """A preset with something that is never shown."""
    role = "arn:aws:iam::111122223333:role/import"
    application = {"Name": "App", "DisplayName": "App", "AbsoluteAppPath": path}
    body = {"Name": name, "IamRoleArn": role, "AppCatalogConfig": [application]}
    return json.dumps({"Imports": [{"CreateImportedImage": body}]}, indent=2, ensure_ascii=escaped) + "\n"


class Shelf:
    """Presets of one test, and the Parameter Store behind them."""

    def __init__(self, stack, folder):
        self.stack, self.folder = stack, folder
        self.ssm = stack.client("ssm")

    def file(self, text, name="preset.json"):
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def parameter(self, name):
        """The parameter of a preset, or None."""
        try:
            found = self.ssm.get_parameter(Name=f"/deskport/presets/{name}", WithDecryption=True)
        except ClientError as error:
            assert error.response["Error"]["Code"] == "ParameterNotFound", error
            return None
        return found["Parameter"]

    def put(self, name, text, *options, code=0, **more):
        return command.good(self.stack, "preset", "put", name, self.file(text), *options, code=code, **more)

    def run(self, *arguments, **more):
        return command.good(self.stack, "preset", *arguments, **more)


@pytest.fixture
def shelf(stack, tmp_path):
    """What a test stores is removed after it: a faulty preset would be one of the other tests' too."""
    shelf = Shelf(stack, tmp_path)
    before = names(shelf)
    yield shelf
    for name in names(shelf) - before:
        shelf.ssm.delete_parameter(Name=name)


def names(shelf):
    pages = shelf.ssm.get_paginator("get_parameters_by_path").paginate(Path="/deskport/presets")
    return {parameter["Name"] for page in pages for parameter in page["Parameters"]}


def test_a_new_preset_is_stored_as_it_is_written_and_read_back_byte_by_byte(shelf):
    text = with_catalogue(path="C:\\Büro\\app.exe", escaped=False).replace("\n", "\r\n")
    done = shelf.put("fresh", text, "--yes")
    assert done.stdout == "stored fresh as version 1 of /deskport/presets/fresh (String, Standard)\n", done
    assert "good, 1 step in 1 import" in done.stderr and "fresh is new (String)" in done.stderr, done
    assert shelf.parameter("fresh")["Value"] == text
    got = shelf.folder / "got.json"
    got.write_bytes(shelf.run("get", "fresh").stdout.encode())
    again = shelf.run("put", "fresh", got)
    assert "is stored like this already, as version 1" in again.stdout, again


def test_what_is_different_is_shown_and_the_same_is_not_stored_again(shelf):
    shelf.put("changing", preset(), "--yes")
    done = shelf.put("changing", preset(ImageDescription="other"), "--yes", "--output", "json")
    found = done.json
    assert (found["Valid"], found["Stored"], found["Version"]) == (True, True, 2), found
    assert '-        "ImageDescription": "d"' in found["Difference"], found
    assert '+        "ImageDescription": "other"' in found["Difference"], found
    assert "The difference to version 1 of changing (String):" in done.stderr, done
    # Nothing to agree to: no --yes is needed.
    same = shelf.put("changing", preset(ImageDescription="other"), "--output", "json").json
    assert (same["Stored"], same["Version"], same["Difference"]) == (False, 2, []), same
    earlier = shelf.run("get", "changing", "--version", "1")
    assert earlier.stdout == preset()
    missing = shelf.run("get", "changing", "--version", "7", code=1)
    assert "has no version 7" in missing.stderr and "at version 2" in missing.stderr, missing


def test_a_faulty_preset_is_not_stored_and_reported_as_validate_reports_it(shelf):
    text = preset(IngestionProces="x").replace('"Imports"', '"Ec2ImageId": "ami-0abc1234def567890", "Imports"')
    path = shelf.file(text)
    done = shelf.run("put", "faulty", path, "--yes", code=1)
    checked = command.good(shelf.stack, "validate", "--preset", path, code=1)
    assert done.stdout.startswith(checked.stdout), (done, checked)
    assert done.stdout.endswith("\nNothing was stored.\n") and shelf.parameter("faulty") is None, done
    found = shelf.run("put", "faulty", path, "--yes", "--output", "json", code=1).json
    wanted = command.good(shelf.stack, "validate", "--preset", path, "--output", "json", code=1).json
    assert found["Violations"] == wanted["Violations"] != [], found
    assert not found["Valid"] and not found["Stored"]


def test_what_is_no_json_is_not_stored_and_its_line_is_shown(shelf):
    done = shelf.put("faulty", '{ "Imports": [],\n }', "--yes", code=2)
    assert "at line 2 column 2" in done.stderr and "    2 |" in done.stderr, done
    assert shelf.parameter("faulty") is None
    done = shelf.run("put", "faulty", "no-such-file.json", code=2)
    assert "no-such-file.json: No such file" in done.stderr, done


def test_what_parameter_store_refuses_is_a_violation_before_it_is_asked(shelf):
    braces = shelf.put("refused", preset(ImageDescription="{{x}}"), "--yes", code=1)
    assert "{{ at line 7 column 30" in braces.stdout and "PutParameter" in braces.stdout, braces
    long = preset() + " " * 8192
    found = shelf.put("refused", long, "--yes", "--output", "json", code=1).json
    assert found["Violations"][0]["Path"] == "" and "bytes" in found["Violations"][0]["Given"], found
    assert shelf.parameter("refused") is None


def test_the_tier_is_chosen_by_size_and_that_it_costs_money_is_said(shelf):
    long = preset() + " " * 4096
    done = shelf.put("long", long, "--yes")
    assert "(String, Advanced)" in done.stdout and "AWS charges for that each month" in done.stderr, done
    # What is advanced stays so: Parameter Store takes nothing back.
    shorter = shelf.put("long", preset(), "--yes")
    assert "(String, Advanced)" in shorter.stdout and "It stays an advanced parameter" in shorter.stderr, shorter


def test_without_a_terminal_a_change_needs_yes_and_shows_the_difference_all_the_same(shelf):
    done = shelf.put("asked", preset(), code=1)
    assert "standard input is no terminal" in done.stderr and "--yes" in done.stderr, done
    assert "asked is new" in done.stderr and done.stdout == "" and shelf.parameter("asked") is None, done
    shelf.put("asked", preset(), "--yes")
    done = shelf.run("rm", "asked", code=1)
    assert "standard input is no terminal" in done.stderr and shelf.parameter("asked"), done


def test_a_preset_comes_from_standard_input_too(shelf):
    done = shelf.run("put", "piped", "-", "--yes", stdin=preset())
    assert done.stdout.startswith("stored piped as version 1"), done


def test_on_a_terminal_one_is_asked_and_only_yes_stores(shelf):
    path = shelf.file(preset())
    no = command.on_terminal(shelf.stack, "preset", "put", "terminal", path, typed=[("Store it? [y/N] ", "\n")])
    assert no.code == 1 and "nothing was done" in no.stdout and shelf.parameter("terminal") is None, no
    typed = [("Store it? [y/N] ", "yes\n")]
    yes = command.on_terminal(shelf.stack, "preset", "put", "terminal", path, typed=typed)
    assert yes.code == 0 and shelf.parameter("terminal")["Value"] == preset(), yes
    typed = [("Remove it? [y/N] ", "y\n")]
    gone = command.on_terminal(shelf.stack, "preset", "rm", "terminal", typed=typed)
    assert gone.code == 0 and shelf.parameter("terminal") is None, gone


def test_what_somebody_else_stores_meanwhile_is_not_lost(shelf):
    """A second person stores while the first is asked: the first one's is not stored over it."""
    shelf.put("shared", preset(), "--yes")
    mine, theirs = preset(ImageDescription="mine"), preset(ImageDescription="theirs")
    path = shelf.file(mine)
    name = "/deskport/presets/shared"
    asked = command.Terminal(shelf.stack, "preset", "put", "shared", path)
    with asked:
        asked.wait_for("Store it? [y/N] ")
        shelf.ssm.put_parameter(Name=name, Value=theirs, Overwrite=True)
        asked.type("y\n")
        done = asked.end()
    assert done.code == 1 and "somebody else has just changed the preset shared: nothing was stored" in done.stdout, done
    assert shelf.parameter("shared")["Value"] == theirs
    # The same where it was new.
    new = command.Terminal(shelf.stack, "preset", "put", "shared-new", path)
    with new:
        new.wait_for("Store it? [y/N] ")
        shelf.ssm.put_parameter(Name=name + "-new", Value=theirs, Type="String")
        new.type("y\n")
        done = new.end()
    assert done.code == 1 and "nothing was stored" in done.stdout, done
    assert shelf.parameter("shared-new")["Value"] == theirs


def test_a_secret_preset_keeps_its_type_and_its_key(shelf):
    done = shelf.put("secret", with_catalogue(), "--secure", "--key-id", "alias/presets", "--yes")
    assert "(SecureString, Standard)" in done.stdout, done
    assert shelf.parameter("secret")["Type"] == "SecureString"
    done = shelf.put("secret", with_catalogue(name="other-{ami-id}"), "--yes")
    assert "as version 2" in done.stdout and "(SecureString, Standard)" in done.stdout, done
    filters = [{"Key": "Name", "Values": ["/deskport/presets/secret"]}]
    (described,) = shelf.ssm.describe_parameters(ParameterFilters=filters)["Parameters"]
    assert described["KeyId"] == "alias/presets", described
    assert json.loads(shelf.run("get", "secret").stdout) == json.loads(with_catalogue(name="other-{ami-id}"))
    plain = shelf.put("plain", preset(), "--yes")
    assert "(String, Standard)" in plain.stdout
    refused = shelf.put("plain", preset(ImageDescription="x"), "--secure", "--yes", code=1)
    assert "Parameter Store can't change a parameter's type" in refused.stderr, refused
    assert "deskport preset rm plain" in refused.stderr and shelf.parameter("plain")["Version"] == 1, refused


def test_a_catalogue_is_in_no_difference_and_in_no_report(shelf):
    shelf.put("apps", with_catalogue(), "--yes")
    other = with_catalogue(path="C:\\secret\\other.exe")
    done = shelf.put("apps", other, "--yes", "--output", "json")
    assert "(not shown, changed)" in str(done.json["Difference"]), done
    faulty = with_catalogue().replace('"Name": "app', '"Nam": "app')
    reports = [done, shelf.put("apps", faulty, "--yes", code=1), shelf.run("check", "apps"), shelf.run("list")]
    broken = shelf.put("apps", with_catalogue()[:-3] + ",", "--yes", code=2)
    assert not any("secret" in each.stdout + each.stderr for each in [*reports, broken])


def test_list_and_check_say_what_is_wrong_with_what_is_stored(shelf):
    shelf.put("good", preset(), "--yes")
    for name, value in (("bad", preset(IngestionProcess="x")), ("broken", "win11.json")):
        shelf.ssm.put_parameter(Name=f"/deskport/presets/{name}", Value=value, Type="String")
    rows = {row["Name"]: row for row in shelf.run("list", "--output", "json").json["Presets"]}
    assert [rows[name]["Valid"] for name in ("good", "bad", "broken")] == [True, False, False], rows
    assert (rows["bad"]["Violations"], "Violations" in rows["broken"]) == (1, False), rows
    assert (rows["good"]["Type"], rows["good"]["Tier"], rows["good"]["Version"]) == ("String", "Standard", 1), rows
    listed = {line.split()[0]: line for line in shelf.run("list").stdout.splitlines() if line}
    assert listed["bad"].endswith("1 violation") and listed["broken"].endswith("no JSON"), listed
    assert listed["good"].endswith("good"), listed

    done = shelf.run("check", code=1)
    assert "good: good, 1 step in 1 import" in done.stdout and "bad: 1 violation" in done.stdout, done
    assert "no JSON: broken: " in done.stdout and "a file's name" in done.stdout, done
    assert "1. /Imports/0/ImportWorkspaceImage/IngestionProcess" in done.stdout, done
    only = shelf.run("check", "good", "--output", "json").json["Presets"]
    assert [(one["Name"], one["Valid"]) for one in only] == [("good", True)], only
    missing = shelf.run("check", "nobodys", code=1)
    assert "there is no preset nobodys in eu-west-1" in missing.stderr, missing


def test_a_name_that_no_preset_has_is_refused(shelf):
    for verb in (["get"], ["rm"], ["edit"], ["check"], ["put", "x.json"]):
        done = shelf.run(verb[0], "a/../b\x1b[2J", *verb[1:], code=1)
        if verb[0] == "put":
            done = shelf.run("put", "a b", shelf.file(preset()), code=1)
        assert "allowed is a name of 1 to 40 letters" in done.stderr and "\x1b" not in done.stderr, done
    for verb in ("get", "rm", "edit"):
        assert "there is no preset nobodys" in shelf.run(verb, "nobodys", code=1).stderr


def editor(shelf, *steps):
    """An editor that does one step each time it is called, and notes which file it had and who might read it."""
    script = shelf.folder / "editor.py"
    lines = [
        "import os, sys, pathlib",
        f"log = pathlib.Path({str(shelf.folder / 'edited')!r})",
        "file = pathlib.Path(sys.argv[-1])",
        "modes = [oct(os.stat(path).st_mode & 0o777) for path in (file, file.parent)]",
        "count = len(log.read_text().splitlines()) if log.exists() else 0",
        "log.write_text((log.read_text() if count else '') + f'{file} {modes[0]} {modes[1]}\\n')",
        f"old, new = {steps!r}[count]",
        "text = file.read_text()",
        "assert old in text, text",
        "file.write_text(text.replace(old, new))",
        "pathlib.Path(str(file) + '~').write_text(text)",
    ]
    script.write_text("\n".join(lines))
    return f"python3 {script} --wait"


def edited(shelf):
    """The calls of the editor: file, mode of the file, mode of its folder."""
    return [line.split() for line in (shelf.folder / "edited").read_text().splitlines()]


def test_a_preset_is_edited_in_a_private_file_that_is_gone_afterwards(shelf):
    shelf.put("edited", preset(), "--yes")
    done = shelf.run("edit", "edited", "--yes", EDITOR=editor(shelf, ('"d"', '"e"')))
    assert "stored edited as version 2" in done.stdout and '-        "ImageDescription": "d"' in done.stderr, done
    assert shelf.parameter("edited")["Value"] == preset(ImageDescription="e")
    ((file, mode, folder_mode),) = edited(shelf)
    assert (mode, folder_mode) == ("0o600", "0o700"), (mode, folder_mode)
    folder = shelf.folder.__class__(file).parent
    assert file.endswith("/edited.json") and not folder.exists(), file


def test_an_edit_that_changes_nothing_or_breaks_off_stores_nothing(shelf):
    shelf.put("kept", preset(), "--yes")
    same = shelf.run("edit", "kept", EDITOR="true")
    assert "is stored like this already, as version 1" in same.stdout, same
    broken = shelf.run("edit", "kept", "--yes", EDITOR="false", code=1)
    assert "the editor \"false\" ended with exit status: 1: nothing was stored" in broken.stderr, broken
    absent = shelf.run("edit", "kept", "--yes", VISUAL="no-such-editor-here", EDITOR="true", code=1)
    assert "no-such-editor-here" in absent.stderr and "VISUAL or EDITOR" in absent.stderr, absent
    faulty = shelf.run("edit", "kept", "--yes", EDITOR=editor(shelf, ("ImageName", "ImageNam")), code=1)
    assert "Nothing was stored." in faulty.stdout and shelf.parameter("kept")["Version"] == 1, faulty


def test_on_a_terminal_one_can_go_on_editing_what_is_faulty(shelf):
    shelf.put("again", preset(), "--yes")
    steps = [("ImageName", "ImageNam"), ('"ImageNam"', ""), (': "{ami-id}"', '"ImageName": "x-{ami-id}"')]
    typed = [
        ("Go on editing? Otherwise what you wrote is gone. [Y/n] ", "\n"),
        ("Go on editing? Otherwise what you wrote is gone. [Y/n] ", "y\n"),
        ("Store it? [y/N] ", "y\n"),
    ]
    variables = {"EDITOR": editor(shelf, *steps)}
    done = command.on_terminal(shelf.stack, "preset", "edit", "again", typed=typed, **variables)
    assert done.code == 0 and "ImageNam\n   allowed: no such member" in done.stdout, done
    assert "at line 6 column 9" in done.stdout, done
    assert shelf.parameter("again")["Value"] == preset(ImageName="x-{ami-id}")
    assert len(edited(shelf)) == 3 and len({file for file, _, _ in edited(shelf)}) == 1


def test_giving_an_edit_up_leaves_the_preset_as_it_is(shelf):
    shelf.put("given-up", preset(), "--yes")
    typed = [("Go on editing?", "n\n")]
    variables = {"EDITOR": editor(shelf, ("ImageName", "ImageNam"))}
    done = command.on_terminal(shelf.stack, "preset", "edit", "given-up", typed=typed, **variables)
    assert done.code == 1 and "you gave up: the preset given-up is as it was" in done.stdout, done
    assert shelf.parameter("given-up")["Version"] == 1
