"""`make look`: opens the approval page in Chromium on the local stack, as an approver does, and clicks its buttons; opens pages of
`deskport report`; and leaves pictures of both in .local/look/. It ends with an error where a page does not do what it says."""

import json
import shutil
import sys
import time

from playwright.sync_api import sync_playwright

from local.stack import scenario as scenarios
from local.stack.look import report
from local.stack.look.front import Front
from local.stack.people import is_question
from local.stack.processes import ROOT, wait_for
from local.stack.stack import Stack

PICTURES = ROOT / ".local" / "look"
# A day to answer takes 86 s.
TIME_SCALE = 1000
SIZES = {"phone": {"width": 390, "height": 844}, "wide": {"width": 1280, "height": 900}}
MESSAGE = "The pilot's desktops run the new image since Monday.\nShall everybody get it? <b>Everybody</b>: 400 people."
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Wrong(Exception):
    """The page does not do what it says."""


def need(holds, what):
    """Ends the look where something does not hold."""
    if not holds:
        raise Wrong(what)


class Look:
    """A browser on a stack with the page."""

    def __init__(self, stack, browser):
        self.stack, self.browser, self.errors = stack, browser, []

    def page(self, link, size="phone", scheme="light", script=True):
        """Opens a link in a window of its own."""
        context = self.browser.new_context(
            viewport=SIZES[size],
            color_scheme=scheme,
            java_script_enabled=script,
            ignore_https_errors=True,
            device_scale_factor=2 if size == "phone" else 1,
            has_touch=size == "phone",
        )
        page = context.new_page()
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(link)
        return page

    def link(self, run):
        """The link in the e-mail that asks."""

        def look():
            asked = [mail["Text"] for mail in self.stack.mails() if is_question(mail)]
            return [text for text in asked if f"The run {run} waits" in text]

        [text] = wait_for(look, 60) or [""]
        [link] = [line for line in text.splitlines() if "#token=" in line] or [None]
        need(link, f"nobody was asked about {run}")
        return link


def picture(page, name):
    """Takes a picture of a whole page."""
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def start(stack, name):
    """Starts a run that asks; returns its execution."""
    scenario = scenarios.load("deliver")
    stack.register(scenario.images[0])
    body = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "Windows 11"}
    asking = {"Approve": {"Message": MESSAGE}, "Then": [{"CreateImportedImage": {"Name": f"{name}-apps"}}]}
    entry = {"ImportWorkspaceImage": body, "OsVersion": "Windows_11", "Then": [asking]}
    request = {"Ec2ImageId": scenario.ami, "Imports": [entry]}
    machine = stack.outputs["ImportStateMachineArn"]
    stack.client("stepfunctions").start_execution(stateMachineArn=machine, name=name, input=json.dumps(request))
    return f"{machine.replace(':stateMachine:', ':execution:')}:{name}"


def ended(stack, execution):
    """Waits for a run to end; returns its status."""
    sfn = stack.client("stepfunctions")
    status = wait_for(lambda: (now := sfn.describe_execution(executionArn=execution)["status"]) != "RUNNING" and now, 120)
    need(status, f"{execution} did not end")
    return status


def look(it):
    """All that there is to see and to click."""
    approved, refused = start(it.stack, "look-approved"), start(it.stack, "look-refused")
    link = it.link("look-approved")
    for size in SIZES:
        for scheme in ("light", "dark"):
            page = it.page(link, size, scheme)
            page.get_by_role("button", name="Approve").wait_for()
            need(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{size} scrolls sideways")
            picture(page, f"question-{size}-{scheme}")
            page.get_by_text("Refuse …").click()
            page.get_by_role("button", name="Refuse", exact=True).click()
            need(page.evaluate("document.activeElement.id") == "reason", "a refusal without a reason does not ask for one")
            picture(page, f"refusal-{size}-{scheme}")
            page.context.close()

    # By keyboard alone: Tab to the first button, Enter.
    page = it.page(link)
    page.get_by_role("button", name="Approve").wait_for()
    page.keyboard.press("Tab")
    need(page.evaluate("document.activeElement.id") == "approve", "Tab does not reach Approve first")
    page.keyboard.press("Enter")
    page.get_by_text("Approved. The run goes on.").wait_for()
    need(page.evaluate("location.hash") == "", "the link stays in the address bar")
    picture(page, "approved-phone-light")
    need(ended(it.stack, approved) == "SUCCEEDED", "the run did not go on")
    page = it.page(link, "wide", "dark")
    page.get_by_text("answered already: it was approved").wait_for()
    picture(page, "answered-wide-dark")

    page = it.page(it.link("look-refused"), "wide", "light")
    page.get_by_text("Refuse …").click()
    page.get_by_label("Why not?").fill("the pilot's desktops\nlack the VPN client")
    page.get_by_role("button", name="Refuse", exact=True).click()
    page.get_by_text("Refused. What").wait_for()
    picture(page, "refused-wide-light")
    need(ended(it.stack, refused) == "FAILED", "the refusal did not end the run")

    need(it.errors == [], f"the browser's console: {it.errors}")
    picture(it.page(link, script=False), "no-script-phone-light")
    page = it.page(link.split("#")[0] + "#token=1", "phone", "dark")
    page.get_by_text("This link is not whole").wait_for()
    picture(page, "not-whole-phone-dark")


def main():
    """Looks; returns the exit code."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not program:
        print("look: Chromium is missing: install Debian's package chromium, or Google Chrome", file=sys.stderr)
        return 1
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    began = time.monotonic()
    with sync_playwright() as playwright:
        try:
            look_at_reports(playwright, program)
            look_at_approvals(playwright, program)
        except Wrong as error:
            print(f"look: {error}", file=sys.stderr)
            return 1
    print(f"  the pages do what they say ({time.monotonic() - began:.0f} s); pictures are in .local/look/")
    return 0


def look_at_reports(playwright, program):
    """The pages of `deskport report`."""
    browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
    report.look(browser, PICTURES, need)
    browser.close()


def look_at_approvals(playwright, program):
    """The approval page, as a function URL serves it."""
    with Stack(TIME_SCALE, parameters={"ApprovalPage": "true"}) as stack, Front(stack.engine_url, stack.dir / "tmp") as front:
        arguments = [f"--host-resolver-rules=MAP *.on.aws 127.0.0.1:{front.port}", "--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            look(Look(stack, browser))
        except Wrong as error:
            raise Wrong(f"{error}. The logs are in {stack.dir}") from error
        finally:
            browser.close()


if __name__ == "__main__":
    sys.exit(main())
