"""One run over many accounts, beside the same projects in one account, and the time at the service's pace."""

import contextlib
import http.server
import json
import multiprocessing
import pathlib
import ssl
import subprocess
import tempfile
import urllib.parse

from inputs import REGION, description, version_name
from measure import ENVIRONMENT, median, ratio, run, take_turns

ACCOUNTS = [str(111122223300 + number) for number in range(12)]
PROJECTS, VERSIONS = 1000, 100
# Custom Labels guide, limits.html: calls a second of an operation, in an account and region. rekon sends five at once.
RATE, BURST = 5, 5
CREDENTIALS = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIA{0}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""


def arn_in(account, number):
    return f"arn:aws:rekognition:{REGION}:{account}:project/bench-{number:04}/{1690000000000 + number}"


def page():
    """A page of DescribeProjectVersions, with @STEM@ in place of the start of each ARN."""
    return json.dumps({"ProjectVersionDescriptions": [description("@STEM@", number) for number in range(VERSIONS)]}).encode()


def make_accounts(folder, accounts):
    """The YAML of all projects, spread over the accounts, and a settings file with a role for each."""
    yaml = folder / "models"
    yaml.mkdir()
    versions = "".join(
        f"  - name: {version_name(number)}\n    datasets: {{ training: [\"s3://acme-data/signs/{number:04}/train.manifest"
        f"?versionId=3HL4kqtJlcpXroDTDmJrmSpXd3dIbrHY\"], testing: auto }}\n"
        for number in range(VERSIONS)
    )
    for number in range(PROJECTS):
        (yaml / f"{number:04}.yaml").write_text(
            f"apiVersion: rekon/v1\nproject: {arn_in(accounts[number % len(accounts)], number)}\n"
            f"defaults: {{ output: s3://acme-training/traffic-signs/ }}\nversions:\n{versions}"
        )
    settings = folder / "settings.yaml"
    settings.write_text("apiVersion: rekon/v1\nkind: Settings\naccounts: { default: { role: rekon } }\n")
    return yaml, settings


def serve_accounts(pipe, accounts, certificate):
    template = page()
    arns = {}
    for number in range(PROJECTS):
        account = accounts[number % len(accounts)]
        arns[account, f"bench-{number:04}"] = arn_in(account, number)
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_):
            pass

        def do_CONNECT(self):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", buffering=0)
            self.close_connection = False

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            target = self.headers.get("x-amz-target", "")
            key = self.headers.get("authorization", "").split("Credential=")[-1].split("/")[0]
            if target.endswith("DescribeProjects"):
                names = json.loads(body)["ProjectNames"]
                answer = json.dumps({"ProjectDescriptions": [
                    {"ProjectArn": arns[key[4:], name], "Status": "CREATED", "CreationTimestamp": 1690000000, "Datasets": []}
                    for name in names
                ]}).encode()
            elif target.endswith("DescribeProjectVersions"):
                answer = template.replace(b"@STEM@", json.loads(body)["ProjectArn"].rsplit("/", 1)[0].encode())
            else:
                role = dict(urllib.parse.parse_qsl(body.decode()))["RoleArn"]
                answer = CREDENTIALS.format(role.split(":")[4]).encode()
            self.wfile.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.1\r\nx-amzn-requestid: 1\r\n"
                b"content-length: %d\r\n\r\n" % len(answer) + answer
            )

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 128
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    pipe.send(server.server_address[1])
    server.serve_forever()


@contextlib.contextmanager
def served_accounts(accounts, certificate=None):
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve_accounts, args=(theirs, accounts, certificate), daemon=True)
    process.start()
    try:
        yield mine.recv()
    finally:
        process.terminate()
        process.join()


def make_certificate(folder):
    names = ",".join(f"DNS:{service}.{REGION}.amazonaws.com" for service in ("rekognition", "sts"))
    path = folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=bench", "-addext",
         f"subjectAltName={names}", "-keyout", str(path), "-out", str(folder / "ca.pem")],
        check=True, stderr=subprocess.DEVNULL,
    )
    path.write_text(path.read_text() + (folder / "ca.pem").read_text())
    return path


def bench_accounts(rekon, runs):
    """One run over twelve accounts beside the same projects in one account, and the time at the service's pace."""
    print(f"\nplan of {PROJECTS:,} projects with {PROJECTS * VERSIONS:,} versions, in sync")
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        commands = {}
        for count in (1, len(ACCOUNTS)):
            place = pathlib.Path(folder) / str(count)
            place.mkdir()
            yaml, settings = make_accounts(place, ACCOUNTS[:count])
            port = stack.enter_context(served_accounts(ACCOUNTS[:count]))
            url = f"http://127.0.0.1:{port}"
            commands[count] = (
                [str(rekon), "plan", "--detailed-exitcode", "--config", str(settings), str(yaml)],
                {**ENVIRONMENT, "AWS_ENDPOINT_URL_REKOGNITION": url, "AWS_ENDPOINT_URL_STS": url},
            )
        figures = take_turns(commands, runs)
        for count in figures:
            print(f"  {count:2} account{'s' if count > 1 else ' '}   wall {median(figures[count], 'wall'):6.2f} s   "
                  f"cpu {median(figures[count], 'cpu'):6.2f} s   memory {median(figures[count], 'memory'):6.1f} MiB")
        for key in ("cpu", "memory"):
            middle, least, most = ratio(figures[1], figures[len(ACCOUNTS)], key)
            print(f"  12 accounts / 1, {key}: {middle:.2f}  (from {least:.2f} to {most:.2f})")

        certificate = make_certificate(pathlib.Path(folder))
        port = stack.enter_context(served_accounts(ACCOUNTS, certificate))
        command, _ = commands[len(ACCOUNTS)]
        figure = run(command, {
            **ENVIRONMENT, "HTTPS_PROXY": f"http://127.0.0.1:{port}", "AWS_REGION": REGION,
            "AWS_CA_BUNDLE": str(pathlib.Path(folder) / "ca.pem"),
        })
        most = -(-PROJECTS // len(ACCOUNTS))
        floor = (most - BURST) / RATE
        print(f"  12 accounts at {RATE} calls a second each: {figure['wall']:.2f} s; the calls alone take {floor:.2f} s")
