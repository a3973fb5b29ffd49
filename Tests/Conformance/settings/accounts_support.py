"""What the tests of many accounts share: twelve accounts behind one `rekon sandbox serve`, with every call counted."""

import collections
import http.client
import json
import re
import threading
import time
import urllib.parse

from support.rekon import KEYS, environment, finish, run, start
from support.sandbox import SandboxServer
from support.service import JSONService, QuietHandler

REGIONS = ["us-east-1", "eu-west-1"]
# The sandbox's own account is not one of them: each is entered with a role.
ACCOUNTS = [f"{number:02}" * 6 for number in range(11, 23)]
# The server refuses the roles of these two.
CLOSED = [ACCOUNTS[3], ACCOUNTS[8]]
OPEN = [account for account in ACCOUNTS if account not in CLOSED]
EXTERNAL_ID = "acme-4711"
HEAD = "apiVersion: rekon/v1\nkind: Settings\n"
RULE = f"""
    read: {{ role: rekon-read, sessionName: ci-read }}
    create: {{ role: ops/rekon-create, externalId: {EXTERNAL_ID}, sessionName: ci-create, duration: 15m }}
"""
SETTINGS = HEAD + "accounts:\n" + "".join(f'  "{account}":{RULE}' for account in ACCOUNTS)


def role(account, name):
    return f"arn:aws:iam::{account}:role/{name}"


def arn(account, region=REGIONS[0], name="signs"):
    return f"arn:aws:rekognition:{region}:{account}:project/{name}/1690000000000"


def document(project, names=("v1",)):
    return (
        f"apiVersion: rekon/v1\nproject: {project}\n"
        "defaults: { output: s3://bucket/, datasets: { training: [s3://bucket/a?versionId=1], testing: auto } }\n"
        "versions:\n" + "".join(f"  - name: {name}\n" for name in names)
    )


def roles(accounts, names=("rekon-read", f"ops/rekon-create,externalId={EXTERNAL_ID}")):
    """Options of `rekon sandbox serve`: only these can be assumed."""
    return [option for account in accounts for name in names for option in ("--assumable-role", role(account, name))]


class Accounts:
    """A folder with a desired state, its settings, and the service that it is about."""

    def __init__(self, home, documents, settings=SETTINGS, *server):
        self.home = home
        (home / ".aws").mkdir()
        (home / "models").mkdir()
        for number, text in enumerate(documents):
            (home / f"models/{number:04}.yaml").write_text(text)
        if settings is not None:
            self.configure(settings)
        state = home / "state.json"
        seeded = run(
            ["sandbox", "seed", "--sandbox", state, "--training-duration", "0", "models"], environment(home)
        )
        assert seeded.returncode == 0, seeded.stderr
        self.server = SandboxServer("--state", state, *(server or roles(OPEN)))
        self.proxy = Recorder(self.server.url)

    def configure(self, text):
        (self.home / "rekon.yaml").write_text(text)

    def start(self, *arguments, **variables):
        return start(arguments, environment(self.home, self.proxy, **{**KEYS, **variables}))

    def run(self, *arguments, **variables):
        return finish(self.start(*arguments, **variables))

    def close(self):
        self.proxy.close()
        self.server.stop()


class Call(collections.namedtuple("Call", "service operation region key content")):
    """`content` is the JSON of a request, or its form."""


class Recorder(JSONService):
    """Forwards every call without a change and records it; other services than Rekognition and STS refuse it."""

    def __init__(self, url):
        super().__init__(RecordingHandler)
        self.upstream = url.removeprefix("http://")
        self.calls = []
        # By access key, what AssumeRole was asked for.
        self.sessions = {}
        # By operation, how long a call of it takes, in seconds.
        self.delays = {}
        # Gets each call; a true answer refuses it.
        self.refuses = lambda call: False
        self.lock = threading.Lock()

    def take(self):
        """The calls since the last time."""
        with self.lock:
            calls, self.calls = self.calls, []
        return calls

    def entered(self, calls):
        """The roles whose credentials signed calls of Rekognition, as (account, name)."""
        keys = {call.key for call in calls if call.service == "rekognition"}
        return {parts_of(self.sessions[key]["RoleArn"]) if key in self.sessions else None for key in keys}


def parts_of(role_arn):
    return role_arn.split(":")[4], role_arn.split(":role/")[1]


def assumed(calls):
    """The roles that STS was asked for, as (account, name), one for each call."""
    return sorted(parts_of(json.loads(call.content)["RoleArn"]) for call in calls if call.operation == "AssumeRole")


def counted(calls, again=()):
    """The number of the calls of each operation. None was made twice, except of the operation `again`."""
    repeated = [call for call, count in collections.Counter(calls).items() if count > 1 and call.operation != again]
    assert not repeated
    return dict(collections.Counter(call.operation for call in calls))


class RecordingHandler(QuietHandler):
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_any(self):
        body = self.rfile.read(int(self.headers["content-length"] or 0))
        key, region, service = re.search(
            "Credential=([^/]*)/[^/]*/([^/]*)/([^/]*)/", self.headers["authorization"]
        ).groups()
        if service == "sts":
            content = dict(urllib.parse.parse_qsl(body.decode()))
            operation = content["Action"]
        elif "x-amz-target" in self.headers:
            content, operation = json.loads(body or b"{}"), self.headers["x-amz-target"].split(".")[1]
        else:
            content, operation = self.path, self.command
        call = Call(service, operation, region, key, json.dumps(content, sort_keys=True))
        with self.server.lock:
            self.server.calls.append(call)
        if self.server.refuses(call) or service not in ("sts", "rekognition"):
            return self.answer(403, [], b"")
        connection = http.client.HTTPConnection(self.server.upstream)
        connection.putrequest("POST", self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() != "connection":
                connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        text = answer.read()
        time.sleep(self.server.delays.get(operation, 0))
        connection.close()
        if operation == "AssumeRole" and answer.status == 200:
            with self.server.lock:
                self.server.sessions[re.search(rb"<AccessKeyId>(.*?)</", text)[1].decode()] = content
        self.answer(answer.status, answer.getheaders(), text)

    do_GET = do_POST = do_HEAD = do_PUT = do_any

    def answer(self, status, headers, body):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
