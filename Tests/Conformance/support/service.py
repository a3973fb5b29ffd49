"""A service on loopback that speaks AWS JSON 1.1; a test says what it answers."""

import http.server
import json
import threading

# An answer that closes the connection.
CUT = object()


class Refusal(Exception):
    """An error of the service."""

    def __init__(self, code, message, status=400):
        super().__init__(code)
        self.document, self.status = {"__type": code, "message": message}, status


class JSONService(http.server.ThreadingHTTPServer):
    """Answers each call with what `answer` returns. Usable in a `with` statement."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, handler=None):
        super().__init__(("127.0.0.1", 0), handler or JSONHandler)
        # The number of answers that were sent.
        self.answered = 0
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self):
        self.shutdown()
        self.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def answer(self, operation, request, body):
        """The document of the answer, or CUT; raises Refusal for an error."""
        raise NotImplementedError


class QuietHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass


class JSONHandler(QuietHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        # Only GetCallerIdentity is not JSON. It is refused: rekon then does not know the caller.
        target = self.headers.get("x-amz-target")
        status = 200
        try:
            if not target:
                raise Refusal("AccessDenied", "no", 403)
            document = self.server.answer(target.split(".")[1], json.loads(body), body)
        except Refusal as refusal:
            status, document = refusal.status, refusal.document
        if document is CUT:
            self.close_connection = True
            self.connection.close()
            return
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/x-amz-json-1.1")
        self.send_header("content-length", str(len(content)))
        self.send_header("x-amzn-requestid", "11111111-2222-4333-8444-555555555555")
        self.end_headers()
        self.wfile.write(content)
        if target:
            self.server.answered += 1
