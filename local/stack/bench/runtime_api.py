"""AWS Lambda's Runtime API on a plain socket, thin enough to measure a function by."""

import json
import socket
import subprocess
import time


class Function:
    """One function's process, started and called over the Runtime API."""

    def __init__(self, command, environment, log):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(30)
        port = self.listener.getsockname()[1]
        with log.open("ab") as output:
            begin = time.perf_counter_ns()
            self.process = subprocess.Popen(
                command,
                env=environment | {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            self.connection = None
            self.buffer = b""
            self._next()
            self.init = (time.perf_counter_ns() - begin) / 1e6

    def _accept(self):
        self.connection, _ = self.listener.accept()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.settimeout(30)
        self.buffer = b""

    def _request(self):
        """Reads one request: its first line, its body, and when its head was there."""
        while True:
            if self.connection is None:
                self._accept()
            while b"\r\n\r\n" not in self.buffer:
                chunk = self.connection.recv(65536)
                if not chunk:
                    self.connection = None
                    break
                self.buffer += chunk
            if self.connection is not None:
                break
        arrived = time.perf_counter_ns()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, value = line.split(b":", 1)
            if name.lower() == b"content-length":
                length = int(value)
        while len(self.buffer) < length:
            self.buffer += self.connection.recv(65536)
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return head.split(b"\r\n", 1)[0].decode(), body, arrived

    def _next(self):
        line, _, _ = self._request()
        assert line.startswith("GET /2018-06-01/runtime/invocation/next"), line

    def invoke(self, event):
        """Sends one event; returns the path that was posted to, the result, and after how many milliseconds."""
        body = json.dumps(event).encode()
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: 1\r\n"
            f"Lambda-Runtime-Deadline-Ms: {int(time.time() * 1000) + 30_000}\r\n"
            "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:111122223333:function:bench\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        begin = time.perf_counter_ns()
        self.connection.sendall(head.encode() + body)
        line, answer, arrived = self._request()
        self.connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        self._next()
        return line.split(" ")[1], json.loads(answer), (arrived - begin) / 1e6

    def peak_memory(self):
        """The most memory that the process held, in MB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            lines = dict(line.split(":", 1) for line in status)
        return int(lines["VmHWM"].split()[0]) / 1000

    def stop(self):
        """Ends the process."""
        self.process.kill()
        self.process.wait()
        if self.connection:
            self.connection.close()
        self.listener.close()
