"""A plan over TLS beside one without, against the same server, with the system's certificates and one more authority."""

import contextlib
import http.server
import json
import multiprocessing
import pathlib
import shutil
import socket
import ssl
import subprocess

CERTIFICATES = pathlib.Path("/etc/ssl/certs")


def make_authority(folder):
    """A copy of the system's certificates that trusts one more, which is also the server's: the copy, the server's file."""
    copy, own = folder / "certs", folder / "server.pem"
    shutil.copytree(CERTIFICATES, copy, symlinks=False)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
         "/CN=bench", "-addext", "subjectAltName=DNS:localhost", "-keyout", own, "-out", folder / "ca.pem"],
        check=True, stderr=subprocess.DEVNULL,
    )
    authority = (folder / "ca.pem").read_text()
    own.write_text(own.read_text() + authority)
    name = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in", folder / "ca.pem"], check=True, capture_output=True, text=True)
    (copy / f"{name.stdout.strip()}.0").write_text(authority)
    with (copy / "ca-certificates.crt").open("a") as bundle:
        bundle.write(authority)
    return copy, own


def with_certificates(folder, command):
    """The command with `folder` in the place of the system's certificates, for itself alone. It needs root."""
    script = f'mount --bind {folder} {CERTIFICATES} && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", script, "sh", *command]


def load(path):
    """The records of a file for server.c."""
    records = {}
    with open(path, "rb") as file:
        while line := file.readline():
            kind, key, length = line.decode().split()
            records[kind, key] = file.read(int(length))
            file.readline()
    return records


def serve(pipe, answers, certificate):
    records = load(answers)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_):
            pass

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if "ProjectArn" in body:
                answer = records["V", body["ProjectArn"]]
            else:
                answer = b'{"ProjectDescriptions":[' + b",".join(records["P", name] for name in body["ProjectNames"]) + b"]}"
            self.wfile.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.1\r\nx-amzn-requestid: 1\r\n"
                b"content-length: %d\r\n\r\n" % len(answer) + answer
            )

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        address_family = socket.AF_INET

    server = Server(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    pipe.send(server.server_address[1])
    server.serve_forever()


@contextlib.contextmanager
def served(answers, certificate=None):
    """The URL of a server of prebuilt answers."""
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs, answers, certificate), daemon=True)
    process.start()
    try:
        yield f"{'https' if certificate else 'http'}://localhost:{mine.recv()}"
    finally:
        process.terminate()
        process.join()
