"""Answers that do not come from the service: rekon prints a clear message, exits with 1 and creates nothing."""

import json
import re

import pytest

from support.rekon import environment, run, write_desired_state
from support.service import JSONService, QuietHandler

PAGE = b"<html><head><title>Sign in</title></head><body>Blocked by the company's proxy</body></html>"
JSON = "application/x-amz-json-1.1"
WHOLE = json.dumps({"ProjectVersionDescriptions": [], "ProjectDescriptions": []}).encode()

# The answers: status, type, body, and the promised number of bytes.
ANSWERS = {
    "a proxy's error page": (502, "text/html", PAGE, None),
    "a login page": (200, "text/html", PAGE, None),
    "a page with the status 403": (403, "text/html", PAGE, None),
    "a body that ends in the middle": (200, JSON, WHOLE[:20], None),
    "a body that is shorter than promised": (200, JSON, WHOLE, len(WHOLE) + 10),
    "no JSON": (200, JSON, b"\x00\xff\xfe not json", None),
    "JSON of another kind": (200, JSON, b"[1, 2, 3]", None),
    "an empty object": (200, JSON, b"{}", None),
    "nothing": (200, JSON, b"", None),
    "a redirect": (301, "text/html", b"", None),
    "refused credentials": (400, JSON, b'{"__type":"UnrecognizedClientException","message":"The token is invalid."}', None),
    "a wrong secret": (400, JSON, b'{"__type":"InvalidSignatureException","message":"It does not match."}', None),
    "an expired session": (400, JSON, b'{"__type":"ExpiredTokenException","message":"It has expired."}', None),
    "no right": (400, JSON, b'{"__type":"AccessDeniedException","message":"Not authorized."}', None),
}
# Words of the advice.
ADVICE = re.compile("proxy|endpoint|credentials|secret key|expired|Allow|Run it again|run it again|ARN")


class Handler(QuietHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.server.operations.append(self.headers["x-amz-target"].split(".")[1])
        status, kind, body, promised = self.server.raw_answer
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(promised or len(body)))
        if status == 301:
            self.send_header("location", "https://login.example.com/")
        self.end_headers()
        self.wfile.write(body)
        if promised:
            self.close_connection = True


@pytest.fixture(params=ANSWERS, scope="module")
def server(request):
    with JSONService(Handler) as service:
        service.raw_answer, service.operations = ANSWERS[request.param], []
        yield service


@pytest.mark.parametrize(
    "command",
    [
        ["plan"], ["plan", "--format", "json"], ["apply", "--auto-approve"], ["wait"], ["drift"],
        ["drift", "--format", "json"],
    ],
)
def test_an_answer_that_is_not_the_service_s(server, tmp_path, command):
    file = write_desired_state(tmp_path / "a.yaml", "a")
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "very-secret-indeed"}
    result = run([*command, file], environment(tmp_path, server, **keys))
    output = result.stdout + result.stderr
    assert result.returncode == 1, output
    assert "CreateProjectVersion" not in server.operations
    assert ADVICE.search(output), output
    assert "very-secret" not in output
    for trace in ("Fatal error", "Thread 0", "Swift.", "DecodingError", "AWSRuntime."):
        assert trace not in output
    if "json" in command:
        assert json.loads(result.stdout)["complete"] is False
