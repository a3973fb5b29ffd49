"""A host of releases on loopback, with TLS: the installer takes nothing else."""

import gzip
import hashlib
import http.server
import io
import platform
import shlex
import tarfile
import threading

from support.fake_aws import certificate
from support.rekon import REKON

VERSION = "0.2.0"
TAG = f"/acme/rekon/releases/download/v{VERSION}"
# What `uname -m` prints, and what releases call it.
ARCHITECTURES = {"x86_64": "x86_64", "aarch64": "arm64"}
ARCH = ARCHITECTURES[platform.machine()]


def name(arch=ARCH, version=VERSION):
    """The folder in an archive, and the archive's own name without its ending."""
    return f"rekon-{version}-linux-{arch}"


def program(text=f"exec {shlex.quote(REKON)} \"$@\"\n"):
    """A member of an archive: a program that runs the one under test."""
    return b"#!/bin/sh\n" + text.encode()


def pack(members):
    """A tar.gz. - members: (name, content), or (name, the kind of a link, its target)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, *content in members:
            entry = tarfile.TarInfo(path)
            if len(content) == 2:
                entry.type, entry.linkname = content
                archive.addfile(entry)
            else:
                entry.size, entry.mode = len(content[0]), 0o755
                archive.addfile(entry, io.BytesIO(content[0]))
    return gzip.compress(buffer.getvalue(), mtime=0)


def release(arch=ARCH):
    """An archive as scripts/package makes it, as far as the installer looks."""
    return pack([
        (name(arch), tarfile.DIRTYPE, ""), (f"{name(arch)}/LICENSE", b"text\n"), (f"{name(arch)}/bin", tarfile.DIRTYPE, ""),
        (f"{name(arch)}/bin/rekon", program()),
        (f"{name(arch)}/bin/rekon-sandbox", b"#!/bin/sh\n"),
    ])


def digest(content):
    return hashlib.sha256(content).hexdigest()


class Releases:
    """Files by path. `redirects`: where a path leads. `cut`: how many bytes of each file arrive."""

    def __init__(self, folder, secure=True):
        self.files, self.redirects, self.calls, self.cut = {}, {}, [], None
        for arch in ARCHITECTURES.values():
            self.files[f"{TAG}/{name(arch)}.tar.gz"] = release(arch)
        releases = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                releases.calls.append((self.path, dict(self.headers)))
                if self.path in releases.redirects:
                    self.send_response(302)
                    self.send_header("Location", releases.redirects[self.path])
                    return self.end_headers()
                content = releases.files.get(self.path)
                self.send_response(200 if content else 404)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write((content or b"")[: releases.cut])

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if secure:
            context, self.certificate = certificate(folder)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        self.url = f"{'https' if secure else 'http'}://127.0.0.1:{self.server.server_port}"
        self.base = f"{self.url}/acme/rekon/releases/download"

    def sha256(self, arch=ARCH):
        return digest(self.files[f"{TAG}/{name(arch)}.tar.gz"])

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
