"""AWS on loopback, as far as finding credentials goes; see README.md."""

import datetime
import email.utils
import hashlib
import hmac
import http.server
import json
import ssl
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

ACCOUNT = "111122223333"
REGION = "us-east-1"


def secret_of(key):
    return "SECRET/" + hashlib.sha256(f"secret of {key}".encode()).hexdigest()[:33]


def token_of(key):
    """Of temporary credentials alone: their access keys begin with ASIA."""
    return f"TOKEN+{hashlib.sha256(f'token of {key}'.encode()).hexdigest()}==" if key.startswith("ASIA") else None


def derived(*parts):
    """The access key of credentials that were got in the way that the parts tell."""
    return "ASIA" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16].upper()


def role_key(role, caller, external_id="", duration=""):
    return derived("role", role, caller, external_id, duration)


def web_identity_key(role, token):
    return derived("web identity", role, token)


def sso_key(account, role, token):
    return derived("sso", account, role, token)


def fresh_sso_token(refresh_token):
    return f"sso-fresh-{hashlib.sha256(refresh_token.encode()).hexdigest()[:20]}"


INSTANCE_KEY = derived("instance")


def container_key(path, authorization=""):
    return derived("container", path, authorization)


@dataclass
class Call:
    """A request as it came."""

    label: str
    method: str
    path: str
    headers: dict
    body: bytes
    operation: str = ""
    access_key: str = None
    signature: str = None
    form: dict = field(default_factory=dict)


class FakeAWS(http.server.ThreadingHTTPServer):
    """Everything under one address. A first segment such as `/~7` of a path is the caller's label."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, context=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.scheme = "http"
        if context:
            self.scheme = "https"
            # The handshake is made by the thread of the request: one that fails must not stop the server.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.calls = []
        # How far its clock is ahead of this machine's, in seconds.
        self.ahead = 0
        # Of the credentials that it gives, in seconds.
        self.lifetime = 3600
        # ARNs of the projects that the caller can see.
        self.projects = []
        # Gets each call first; an answer (status, headers, body) takes the place of the usual one.
        self.override = lambda call: None
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def handle_error(self, request, client_address):
        pass

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def close(self):
        self.shutdown()
        self.server_close()

    def made(self, operation, label=None):
        """The calls of an operation, in order."""
        with self.lock:
            calls = list(self.calls)
        return [call for call in calls if call.operation == operation and label in (None, call.label)]

    def expiration(self):
        return datetime.datetime.fromtimestamp(time.time() + self.ahead + self.lifetime, datetime.timezone.utc)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    # Head and body of an answer leave together: apart, the second would wait for the first to be acknowledged.
    wbufsize = -1

    def log_message(self, *arguments):
        pass

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(time.time() + self.server.ahead, usegmt=True)

    def handle_any(self):
        call = self.read_call()
        with self.server.lock:
            self.server.calls.append(call)
        answer = self.server.override(call) or self.answer(call)
        status, headers, body = answer
        if status is None:
            # The connection is cut.
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("x-amzn-requestid", f"request-{len(self.server.calls)}")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = handle_any

    def read_call(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path, label = self.path, ""
        if path.startswith("/~"):
            label, _, path = path[2:].partition("/")
            path = "/" + path
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(label, self.command, path, headers, body)
        target = headers.get("x-amz-target")
        if target:
            call.operation = target.split(".")[1]
        elif headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            call.form = dict(urllib.parse.parse_qsl(body.decode()))
            call.operation = call.form.get("Action", "")
        elif path.startswith("/federation/credentials"):
            call.operation = "GetRoleCredentials"
        elif path == "/token":
            call.operation = "CreateToken"
        elif path.startswith("/latest/"):
            call.operation = "InstanceMetadata"
        elif path.startswith("/container"):
            call.operation = "Container"
        authorization = headers.get("authorization", "")
        if authorization.startswith("AWS4-HMAC-SHA256 "):
            parts = dict(part.strip().split("=", 1) for part in authorization.split(" ", 1)[1].split(","))
            call.access_key = parts["Credential"].split("/")[0]
            call.signature = parts["Signature"]
        return call

    # What the services do

    def answer(self, call):
        try:
            if call.form or "x-amz-target" in call.headers:
                if call.operation != "AssumeRoleWithWebIdentity":
                    self.verify(call)
            operation = getattr(self, call.operation, None) if call.operation[:1].isupper() else None
            return operation(call) if operation else (404, {}, b"")
        except Refusal as refusal:
            return refusal.answer(call)

    def GetCallerIdentity(self, call):
        arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/test/{call.access_key}"
        return xml(call, f"<UserId>AROATEST:{call.access_key}</UserId><Account>{ACCOUNT}</Account><Arn>{arn}</Arn>")

    def AssumeRole(self, call):
        form = call.form
        key = role_key(
            form["RoleArn"], call.access_key, form.get("ExternalId", ""), form.get("DurationSeconds", "")
        )
        return self.credentials(call, key)

    def AssumeRoleWithWebIdentity(self, call):
        if "authorization" in call.headers:
            raise Refusal(403, "InvalidSignatureException", "this operation is not signed")
        return self.credentials(call, web_identity_key(call.form["RoleArn"], call.form["WebIdentityToken"]))

    def credentials(self, call, key):
        return xml(
            call,
            f"<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{secret_of(key)}</SecretAccessKey>"
            f"<SessionToken>{token_of(key)}</SessionToken><Expiration>{self.zulu()}</Expiration></Credentials>"
            f"<AssumedRoleUser><AssumedRoleId>AROATEST:x</AssumedRoleId><Arn>arn:aws:sts::{ACCOUNT}:x</Arn>"
            "</AssumedRoleUser>",
        )

    def zulu(self):
        return self.server.expiration().strftime("%Y-%m-%dT%H:%M:%SZ")

    def GetRoleCredentials(self, call):
        token = call.headers.get("x-amz-sso_bearer_token", "")
        if not token.startswith("sso-") or token.startswith("sso-revoked"):
            raise Refusal(401, "UnauthorizedException", "Session token not found or invalid")
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(call.path).query))
        key = sso_key(query["account_id"], query["role_name"], token)
        return as_json({
            "roleCredentials": {
                "accessKeyId": key, "secretAccessKey": secret_of(key), "sessionToken": token_of(key),
                "expiration": int(self.server.expiration().timestamp() * 1000),
            }
        })

    def CreateToken(self, call):
        request = json.loads(call.body)
        if request["grantType"] != "refresh_token" or not request["refreshToken"].startswith("sso-refresh"):
            raise Refusal(400, "InvalidGrantException", "Invalid grant provided")
        return as_json({
            "accessToken": fresh_sso_token(request["refreshToken"]), "expiresIn": 28800, "tokenType": "Bearer",
            "refreshToken": request["refreshToken"] + "-next",
        })

    def InstanceMetadata(self, call):
        if call.path == "/latest/api/token":
            if call.method != "PUT" or "x-aws-ec2-metadata-token-ttl-seconds" not in call.headers:
                return 400, {}, b""
            return 200, {"content-type": "text/plain"}, b"metadata-token"
        if call.headers.get("x-aws-ec2-metadata-token") != "metadata-token":
            return 401, {}, b""
        role = call.path.removeprefix("/latest/meta-data/iam/security-credentials/")
        if not role:
            return 200, {"content-type": "text/plain"}, b"instance-role"
        if role != "instance-role":
            return 404, {}, b""
        return as_json({"Code": "Success", "Type": "AWS-HMAC", **self.metadata(INSTANCE_KEY)})

    def Container(self, call):
        key = container_key(call.path, call.headers.get("authorization", ""))
        if call.path.endswith("/blank-token"):
            key = key.replace("ASIA", "AKIA", 1)
            return as_json({**self.metadata(key), "Token": ""})
        if call.path.endswith("/offset"):
            return as_json({**self.metadata(key), "Expiration": self.zulu().replace("Z", "+0000")})
        return as_json(self.metadata(key))

    def metadata(self, key):
        return {
            "AccessKeyId": key, "SecretAccessKey": secret_of(key), "Token": token_of(key), "Expiration": self.zulu(),
        }

    def DescribeProjects(self, call):
        names = json.loads(call.body).get("ProjectNames", [])
        found = [arn for arn in self.server.projects if arn.split("/")[-2] in names]
        return as_json({"ProjectDescriptions": [{"ProjectArn": arn, "Status": "CREATED"} for arn in found]})

    def DescribeProjectVersions(self, call):
        if json.loads(call.body)["ProjectArn"] not in self.server.projects:
            raise Refusal(400, "ResourceNotFoundException", "The resource was not found")
        return as_json({"ProjectVersionDescriptions": []})

    def CreateProjectVersion(self, call):
        request = json.loads(call.body)
        base = request["ProjectArn"].rsplit("/", 1)[0]
        return as_json({"ProjectVersionArn": f"{base}/version/{request['VersionName']}/1795000000000"})

    # Signature Version 4

    def verify(self, call):
        """Computes the signature with the secret key that belongs to the access key."""
        if not call.access_key:
            raise Refusal(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
        parts = dict(
            part.strip().split("=", 1) for part in call.headers["authorization"].split(" ", 1)[1].split(",")
        )
        key, day, region, service, _ = parts["Credential"].split("/")
        if call.headers.get("x-amz-security-token") != token_of(key):
            raise Refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
        signed = parts["SignedHeaders"].split(";")
        path, _, query = self.path.partition("?")
        time_text = call.headers["x-amz-date"]
        canonical = "\n".join([
            call.method,
            urllib.parse.quote(path, safe="/~"),
            query,
            *(f"{name}:{' '.join(call.headers[name].split())}" for name in signed),
            "",
            parts["SignedHeaders"],
            hashlib.sha256(call.body).hexdigest(),
        ])
        scope = f"{day}/{region}/{service}/aws4_request"
        text = "\n".join(["AWS4-HMAC-SHA256", time_text, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        signing_key = f"AWS4{secret_of(key)}".encode()
        for part in scope.split("/"):
            signing_key = hmac.digest(signing_key, part.encode(), "sha256")
        if hmac.digest(signing_key, text.encode(), "sha256").hex() != parts["Signature"]:
            raise Refusal(
                403, "SignatureDoesNotMatch" if call.form else "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided.",
            )
        signed_at = datetime.datetime.strptime(time_text, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
        if abs(time.time() + self.server.ahead - signed_at.timestamp()) > 300:
            code = "SignatureDoesNotMatch" if call.form else "InvalidSignatureException"
            raise Refusal(403, code, "Signature not yet current or expired")


class Refusal(Exception):
    """A service's error, in the protocol of the call."""

    def __init__(self, status, code, message):
        super().__init__(code)
        self.status, self.code, self.message = status, code, message

    def answer(self, call):
        if call.form:
            body = (
                '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
                f"<Code>{self.code}</Code><Message>{self.message}</Message></Error>"
                "<RequestId>request-refused</RequestId></ErrorResponse>"
            )
            return self.status, {"content-type": "text/xml"}, body.encode()
        status, headers, body = as_json({"__type": self.code, "message": self.message}, self.status)
        return status, {**headers, "x-amzn-errortype": self.code}, body


def xml(call, result):
    action = call.operation
    body = (
        f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>{result}'
        f"</{action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{action}Response>"
    )
    return 200, {"content-type": "text/xml"}, body.encode()


def as_json(value, status=200):
    return status, {"content-type": "application/json"}, json.dumps(value).encode()


def certificate(folder, days=2, name="localhost"):
    """A self-signed certificate for 127.0.0.1 and a name, made by openssl: (context of a server, its path)."""
    import subprocess

    path, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=rekon test", "-addext", f"subjectAltName=IP:127.0.0.1,DNS:{name}", "-keyout", str(key),
         "-out", str(path)],
        check=True, capture_output=True, timeout=60,
    )
    if days < 0:
        # `req` refuses such a number of days.
        old = ["openssl", "x509", "-in", path, "-signkey", key, "-days", str(days), "-out", path]
        subprocess.run(old, check=True, capture_output=True, timeout=60)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key)
    return context, path
