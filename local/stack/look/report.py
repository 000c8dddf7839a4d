"""The look at the page of `deskport report`: that of a run on the local stack, and those that the command's tests keep."""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from local.stack.built import built
from local.stack.look import play
from local.stack.processes import ADMINISTRATOR, ROOT, wait_for
from local.stack.stack import REGION, Stack

KEPT = ROOT / "deskport" / "testdata" / "pages"
TIME_SCALE = 2000
# Width and height of a window; the pictures are of the whole page.
VIEWS = {
    "wide-light": ((1280, 900), "light", "screen"),
    "wide-dark": ((1280, 900), "dark", "screen"),
    "narrow-light": ((360, 780), "light", "screen"),
    "narrow-dark": ((360, 780), "dark", "screen"),
    "print": ((794, 1123), "light", "print"),
}


def write(folder):
    """Writes the page of a run on the local stack; returns its path."""
    script, page = Path(folder) / "script.json", Path(folder) / "report.html"
    script.write_text(json.dumps(play.SCRIPT))
    with Stack(TIME_SCALE, script=script, state=play.STATE, parameters=play.PARAMETERS) as stack:
        execution, sfn = play.start(stack, "look-report"), stack.client("stepfunctions")
        text = play.question(stack, "look-report")
        sfn.send_task_success(taskToken=re.search(r"--task-token '([^']+)'", text)[1], output="{}")
        wait_for(lambda: sfn.describe_execution(executionArn=execution)["status"] != "RUNNING", 120)
        environment = {"AWS_ACCESS_KEY_ID": ADMINISTRATOR, "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": REGION, "AWS_ENDPOINT_URL": stack.engine_url}
        command = [built("deskport"), "report", "look-report", "-o", page]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment | {"PATH": os.environ["PATH"]})
    return page


def look(browser, folder, need):
    """Opens each page in each form and leaves pictures in the folder."""
    with tempfile.TemporaryDirectory() as written:
        pages = {"report": write(written)} | {f"report-{path.stem}": path for path in sorted(KEPT.glob("*.html"))}
        need(len(pages) > 1, "the command's tests keep no pages")
        for name, path in pages.items():
            for view, (size, scheme, media) in VIEWS.items():
                open_and_check(browser, path, (size, scheme, media), folder / f"{name}-{view}.png", need)


def open_and_check(browser, path, view, picture, need):
    """Opens a page in one form: it loads nothing but itself, says nothing in the console, and does not scroll sideways."""
    (width, height), scheme, media = view
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=True)
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.emulate_media(media=media, color_scheme=scheme)
    page.goto(path.as_uri())
    need([url for url in asked if not url.startswith("data:")] == [path.as_uri()], f"{path.name} loads {asked}")
    need(said == [], f"{path.name}: the browser's console says {said}")
    if media == "screen":
        need(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path.name} scrolls sideways at {width} px")
    page.screenshot(path=picture, full_page=True)
    context.close()
