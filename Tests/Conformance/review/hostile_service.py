"""A service whose every answer is full of what a report must show and not obey."""

import http.server
import json
import threading

STEM = "arn:aws:rekognition:us-east-1:111122223333:project/"
PROJECTS = {"signs": STEM + "signs/1690556789012", "gone": STEM + "gone/2", "ok": STEM + "ok/3"}
STATUSES = {
    "conflict": "TRAINING_COMPLETED", "failed": "TRAINING_FAILED", "going": "DELETING", "old": "EXPIRED",
    "strange": None, "tagged": "RUNNING",
}


class Service(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, text):
        super().__init__(("127.0.0.1", 0), Handler)
        self.text = text
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self):
        self.shutdown()
        self.server_close()

    def versions(self):
        for number, (name, status) in enumerate(STATUSES.items()):
            conflicts = name == "conflict"
            manifest = {"GroundTruthManifest": {"S3Object": {"Bucket": self.text, "Name": self.text}}}
            yield {
                "ProjectVersionArn": f"{STEM}signs/version/{name}/{1700000000000 + number}",
                "CreationTimestamp": 1700000000 + number,
                "Status": status or self.text,
                "StatusMessage": self.text,
                "VersionDescription": self.text,
                "BillableTrainingTimeInSeconds": 3600,
                "OutputConfig": {"S3Bucket": self.text if conflicts else "bucket", "S3KeyPrefix": self.text},
                "TrainingDataResult": {"Input": {"Assets": [manifest, manifest]}},
                "KmsKeyId": self.text,
            }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        text = self.server.text
        if "x-amz-target" not in self.headers:
            # Who am I, asked of another service: nobody knows.
            return self.answer(403, {})
        operation = self.headers["x-amz-target"].split(".")[1]
        request = json.loads(body)
        if operation == "DescribeProjects":
            found = [PROJECTS["signs"], PROJECTS["ok"]]
            self.answer(200, {"ProjectDescriptions": [{"ProjectArn": arn, "Status": text} for arn in found]})
        elif operation == "DescribeProjectVersions":
            if request["ProjectArn"] == PROJECTS["ok"]:
                self.answer(400, {"__type": "AccessDeniedException", "message": text})
            else:
                self.answer(200, {"ProjectVersionDescriptions": list(self.server.versions())})
        elif "tagged" in request["ResourceArn"]:
            self.answer(200, {"Tags": {text[:128] or "k": text, "k": text}})
        else:
            self.answer(400, {"__type": "AccessDeniedException", "message": text})

    def answer(self, status, document):
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/x-amz-json-1.1")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
