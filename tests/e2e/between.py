"""What stands between the command and the stack in a test: it lets calls through, refuses them, or loses them."""

import re
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from local.stack.processes import ADMINISTRATOR, LOCAL_HTTP

EXPIRED = b'{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}'
THROTTLED = b'{"__type":"ThrottlingException","message":"Rate exceeded"}'


class Between:
    """A proxy in front of an endpoint, as a context.

    `mood` is `well`, `expired` (only the access key `renewed` is taken), `throttled` or `lost`.
    """

    def __init__(self, endpoint):
        self.endpoint, self.mood = endpoint, "well"
        self.refused = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def turns(self, mood):
        """From now on it is so; `refused` is set by the first call that suffers."""
        self.refused.clear()
        self.mood = mood

    def answer(self, headers, body):
        """A status and a body; None where the connection breaks."""
        key = re.search(r"Credential=([^/]+)/", headers["Authorization"])[1]
        if self.mood == "well" or (self.mood == "expired" and key == "renewed"):
            return self.forward(headers, body)
        self.refused.set()
        return {"expired": (400, EXPIRED), "throttled": (400, THROTTLED), "lost": None}[self.mood]

    def forward(self, headers, body):
        """What the endpoint answers to the account's root."""
        kept = {name: headers[name] for name in ("Content-Type", "X-Amz-Target", "X-Amz-Date", "Authorization") if headers[name]}
        kept["Authorization"] = re.sub(r"Credential=[^/]+/", f"Credential={ADMINISTRATOR}/", kept["Authorization"])
        request = urllib.request.Request(self.endpoint, body, kept, method="POST")
        try:
            with LOCAL_HTTP.open(request, timeout=60) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def handler(between):
    """How the server answers."""

    class Handler(BaseHTTPRequestHandler):
        """One connection."""

        def do_POST(self):
            """One call."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = between.answer(self.headers, body)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer[0])
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        def log_message(self, *_):
            """Nothing: a test that fails shows what the command wrote."""

    return Handler
