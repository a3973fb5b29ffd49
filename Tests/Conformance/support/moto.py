"""moto's server in a process of its own: S3, KMS and STS on the real wire formats."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import botocore.config
import botocore.session

from support.rekon import KEYS


class MotoServer:
    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        log = open(folder / "moto.log", "wb")
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(port)],
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "AWS_EC2_METADATA_DISABLED": "true"},
            stdout=log, stderr=log,
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, "moto's server does not start"
                time.sleep(0.05)

    def post(self, path, body=b""):
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            urllib.request.Request(
                self.url + path, data=body, method="POST", headers={"content-type": "application/octet-stream"}
            ),
            timeout=10,
        ).close()

    def reset(self):
        """Empties the account."""
        self.post("/moto-api/reset")

    def client(self, service, region="us-east-1", key=KEYS["AWS_ACCESS_KEY_ID"], secret="x"):
        session = botocore.session.Session()
        session.set_config_variable("metadata_service_num_attempts", 1)
        return session.create_client(
            service, region_name=region, endpoint_url=self.url, aws_access_key_id=key,
            aws_secret_access_key=secret, config=botocore.config.Config(proxies={}),
        )

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=10)
