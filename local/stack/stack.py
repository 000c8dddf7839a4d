"""One local stack: simulator, engine and deployment, on free ports of 127.0.0.1, with a folder of its own."""

import functools
import json
import os
import platform
import select
import shutil
import sys
import time
import urllib.request
import uuid

import boto3
from botocore.config import Config

from local.stack.built import built
from local.stack.deploy import TEMPLATE, NotDeployed, deploy
from local.stack.processes import (
    ADMINISTRATOR,
    LOCAL_HTTP,
    ROOT,
    NotStarted,
    Process,
    adopt_orphans,
    answers,
    base_environment,
    free_port,
    relative,
    wait_for,
)

ACCOUNT, REGION, NAME = "111122223333", "eu-west-1", "deskport"
RUNS = ROOT / ".local" / "runs"
# Folders of earlier runs that are kept, for their logs.
KEPT_RUNS = 8


class Stack:
    """Use it as a context: it runs inside, and all its processes end after, however that is left."""

    def __init__(
        self,
        time_scale=1000,
        email="windows-team@example.com",
        approver="approvers@example.com",
        script=None,
        state=None,
        parameters=None,
        template=TEMPLATE,
    ):
        self.time_scale, self.script, self.state = time_scale, script, state
        self.email, self.approver = email, approver
        self.parameters, self.template = parameters or {}, template
        self.dir = RUNS / f"{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}-{uuid.uuid4().hex[:4]}"
        self.processes = []
        self.clients = {}
        self.outputs = {}

    @property
    def architecture(self):
        """What the functions were built for, as the template's parameter has it."""
        return {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")

    def __enter__(self):
        forget_old_runs()
        adopt_orphans()
        for folder in ("amis", "mail", "tmp"):
            (self.dir / folder).mkdir(parents=True)
        try:
            self.start_simulator()
            self.start_engine()
            self.deploy()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.stop()
        shutil.rmtree(self.dir / "tmp", ignore_errors=True)

    def start_simulator(self):
        """Starts the stand-in for the image operations of WorkSpaces and AppStream."""
        command = [str(built("deskport-simulator")), "--port", "0", "--exit-with-stdin"]
        command += ["--time-scale", str(self.time_scale), "--template", str(self.template)]
        for key, value in self.parameters.items():
            command += ["--parameter", f"{key}={value}"]
        for option, file in (("--script", self.script), ("--state", self.state)):
            if file:
                command += [option, str(file)]
        log = self.dir / "simulator.log"
        try:
            process = Process("simulator", command, log, base_environment(self.dir))
        except FileNotFoundError:
            raise NotStarted(f"simulator did not start: {relative(command[0])} is not built") from None
        self.processes.append(process)
        output = process.popen.stdout
        ready, _, _ = select.select([output], [], [], 20)
        try:
            self.simulator_url = json.loads(output.readline())["Endpoint"] if ready else None
        except (ValueError, KeyError, TypeError):
            self.simulator_url = None
        if not self.simulator_url:
            raise process.failure("did not start")

    def start_engine(self):
        """Starts MiniStack; where another program took its port meanwhile, on another one."""
        for _ in range(3):
            port = free_port()
            self.engine_url = f"http://127.0.0.1:{port}"
            environment = base_environment(self.dir) | {
                "RUN_DIR": str(self.dir),
                "BIND_HOST": "127.0.0.1",
                "GATEWAY_PORT": str(port),
                "MINISTACK_HOST": "127.0.0.1",
                "MINISTACK_REGION": REGION,
                "MINISTACK_ACCOUNT_ID": ACCOUNT,
                "STATE_DIR": str(self.dir / "tmp" / "state"),
                "S3_DATA_DIR": str(self.dir / "tmp" / "s3"),
                "LAMBDA_EXECUTOR": "local",
                # Callers of the engine may do what their roles allow; we are the account's root, by its keys.
                "AUTH": "true",
                "SFN_WAIT_SCALE": str(1 / self.time_scale),
                # The functions inherit these.
                "AWS_ENDPOINT_URL": self.engine_url,
                "AWS_ENDPOINT_URL_WORKSPACES": self.simulator_url,
                "AWS_ENDPOINT_URL_APPSTREAM": self.simulator_url,
            }
            command = [sys.executable, "-m", "local.stack.engine"]
            process = Process("engine (MiniStack)", command, self.dir / "engine.log", environment)
            self.processes.append(process)
            if wait_for(lambda: answers(f"{self.engine_url}/_ministack/health"), 30, process):
                return
            if process.running() or "in use" not in process.log.read_text(errors="replace"):
                break
            self.processes.remove(process)
            process.stop()
        raise process.failure("did not start")

    def given(self):
        """The parameters that the stack is deployed with."""
        mails = {"NotificationEmail": self.email, "ApproverEmail": self.approver}
        return mails | {"Architecture": self.architecture} | self.parameters

    def deploy(self):
        """Deploys the template: infra/template.yaml, where no other is given."""
        try:
            self.outputs = deploy(self.client("s3"), self.client("cloudformation"), NAME, self.given(), self.template)
        except NotDeployed as error:
            log = relative(self.dir / "engine.log")
            raise NotStarted(f"infra/template.yaml was not deployed: {error}\nThe engine's log is {log}") from error

    def client(self, service):
        """A boto3 client of the engine, whatever AWS settings the caller has."""
        if service in self.clients:
            return self.clients[service]
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        config = Config(proxies={}, retries={"total_max_attempts": 2}, s3={"addressing_style": "path"})
        self.clients[service] = session().client(service, endpoint_url=self.engine_url, config=config)
        return self.clients[service]

    def simulator(self, path, body=None):
        """The simulator's control door: /_simulator/PATH, a POST where there is a body."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.simulator_url}/_simulator/{path}", data)
        if data:
            request.add_header("content-type", "application/json")
        with LOCAL_HTTP.open(request, timeout=10) as response:
            text = response.read()
        return json.loads(text) if text else None

    def register(self, image):
        """Makes an AMI exist, as DescribeImages is to return it."""
        path = self.dir / "amis" / f"{image['ImageId']}.json"
        part = path.with_suffix(".part")
        part.write_text(json.dumps(image))
        part.rename(path)

    def mails(self):
        """The e-mails sent so far, in order."""
        paths = sorted((self.dir / "mail").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        return [json.loads(path.read_text()) for path in paths]


@functools.cache
def session():
    """One for all stacks: it keeps the services' models that it has read."""
    return boto3.Session(aws_access_key_id=ADMINISTRATOR, aws_secret_access_key="local", region_name=REGION)


def forget_old_runs():
    """Removes the oldest folders of earlier runs, but none of a run that goes on."""
    ended = [path for path in sorted(RUNS.glob("*")) if not is_running(int(path.name.split("-")[1]))]
    for path in ended[:-KEPT_RUNS]:
        shutil.rmtree(path, ignore_errors=True)


def is_running(pid):
    """Whether there is a process of that id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
