"""What stands before a function URL on AWS: TLS, under the URL's own name. It hands everything on to the local engine."""

import http.client
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Of the connection itself, not of the message.
OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}


class Front:
    """Use it as a context: it listens inside, on a free port of 127.0.0.1."""

    def __init__(self, engine_url, folder):
        self.engine, self.folder = engine_url.removeprefix("http://"), folder

    def __enter__(self):
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost".split()
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        engine = self.engine

        class Handler(BaseHTTPRequestHandler):
            """Hands one request on."""

            protocol_version = "HTTP/1.1"

            def hand_on(self):
                """The same request to the engine, and its response back."""
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                connection = http.client.HTTPConnection(engine, timeout=30)
                connection.request(self.command, self.path, body, dict(self.headers))
                response = connection.getresponse()
                content = response.read()
                connection.close()
                self.send_response(response.status)
                for name, value in response.getheaders():
                    if name.lower() not in OF_THE_CONNECTION:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = hand_on

            def log_message(self, *_):
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.port = self.server.server_address[1]
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
