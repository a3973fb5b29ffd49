"""A service in memory that fails as it is told, and keeps what it was sent byte for byte."""

import http.server
import json
import threading
import time

PROJECT = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"


class Service(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, **faults):
        """`faults` names what happens to the first create of a version: `lost`, `refused`, or `full`."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults = dict(faults)
        self.bodies = []
        self.versions = {}
        self.on_create = lambda name: None
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self):
        self.shutdown()
        self.server_close()

    def create(self, name):
        self.versions[name] = PROJECT.rsplit("/", 1)[0] + f"/version/{name}/{int(time.time() * 1000) + len(self.versions)}"
        return {"ProjectVersionArn": self.versions[name]}

    def describe(self, names):
        return {
            "ProjectVersionDescriptions": [
                {
                    "ProjectVersionArn": arn,
                    "Status": "TRAINING_COMPLETED",
                    "OutputConfig": {"S3Bucket": "bucket", "S3KeyPrefix": "out/"},
                }
                for name, arn in self.versions.items()
                if names is None or name in names
            ]
        }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        operation = self.headers["x-amz-target"].split(".")[1]
        body = self.rfile.read(int(self.headers["content-length"]))
        request = json.loads(body)
        if operation == "DescribeProjects":
            self.answer(200, {"ProjectDescriptions": [{"ProjectArn": PROJECT, "Status": "CREATED"}]})
        elif operation == "DescribeProjectVersions":
            self.answer(200, self.server.describe(request.get("VersionNames")))
        else:
            name = request["VersionName"]
            self.server.bodies.append(body)
            self.server.on_create(name)
            fault = self.server.faults.pop(name, None)
            if fault == "lost":
                self.server.create(name)
                self.close_connection = True
                self.connection.close()
            elif fault == "refused":
                self.answer(400, {"__type": "AccessDeniedException", "message": "no\u001b[31m"})
            elif fault == "full":
                self.answer(400, {"__type": "LimitExceededException", "message": "full"})
            else:
                self.answer(200, self.server.create(name))

    def answer(self, status, document):
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/x-amz-json-1.1")
        self.send_header("content-length", str(len(content)))
        self.send_header("x-amzn-requestid", "11111111-2222-4333-8444-555555555555")
        self.end_headers()
        self.wfile.write(content)
