"""The calls of GitHub's and GitLab's APIs that the scripts make, on loopback and in memory."""

import http.server
import json
import re
import threading
import urllib.parse

TOKEN = "token-of-a-test"
BOT = {"github": {"login": "github-actions[bot]"}, "gitlab": {"id": 7}}
OTHER = {"github": {"login": "mallory"}, "gitlab": {"id": 666}}


class Forge:
    """Comments and issues, and every call that was made. `faults`: status codes to answer the next calls with."""

    def __init__(self, kind):
        self.kind = kind
        self.comments, self.issues, self.calls, self.faults = {}, {}, [], []
        # The number of the request that each commit merged.
        self.merged = {}
        self.redirect = None
        # The number of the newest run; None refuses to tell it.
        self.runs = 1000
        # How many runs wait for an approval.
        self.waiting = 0
        # The branch of this run, and that of the runs which the forge tells.
        self.branch = self.branch_of_runs = "change"
        # The document of an answer with a fault.
        self.fault = {"message": "a fault of the test's"}
        forge = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle_any(self):
                forge.answer(self)

            do_GET = do_POST = do_PATCH = do_PUT = handle_any

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def environment(self):
        if self.kind == "github":
            return {"GITHUB_API_URL": self.url, "GITHUB_REPOSITORY": "acme/models", "GITHUB_TOKEN": TOKEN,
                    "GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "99", "GITHUB_HEAD_REF": self.branch,
                    "GITHUB_WORKFLOW_REF": "acme/models/.github/workflows/rekon.yml@refs/pull/5/merge"}
        return {"GITLAB_CI": "true", "CI_API_V4_URL": self.url, "CI_PROJECT_ID": "42", "REKON_GITLAB_TOKEN": TOKEN,
                "CI_JOB_URL": "https://gitlab.example/job/99", "CI_MERGE_REQUEST_REF_PATH": self.branch}

    # Readable by every caller.

    def comment(self, text, author=None, number="5"):
        author = author or BOT[self.kind]
        entry = {"id": 1000 + len(self.comments), "body": text, "number": number, "system": False}
        entry["user" if self.kind == "github" else "author"] = author
        self.comments[entry["id"]] = entry
        return entry

    def issue(self, text, author=None, title="", state=None, **more):
        open_state, text_name = ("open", "body") if self.kind == "github" else ("opened", "description")
        number = 1 + len(self.issues)
        entry = {"number": number, "iid": number, "title": title, "state": state or open_state, text_name: text, **more}
        entry["user" if self.kind == "github" else "author"] = author or BOT[self.kind]
        self.issues[number] = entry
        return entry

    def texts(self):
        return [comment["body"] for comment in self.comments.values()]

    def open_texts(self):
        return [issue.get("body") or issue.get("description") for issue in self.issues.values()
                if issue["state"] in ("open", "opened")]

    @property
    def changes(self):
        return [f"{method} {path}" for method, path in self.calls if method != "GET"]

    # HTTP

    def answer(self, request):
        address = urllib.parse.urlparse(request.path)
        query = dict(urllib.parse.parse_qsl(address.query))
        self.calls.append((request.command, address.path))
        length = int(request.headers.get("content-length") or 0)
        body = json.loads(request.rfile.read(length)) if length else {}
        header = {"github": ("authorization", f"Bearer {TOKEN}"), "gitlab": ("private-token", TOKEN)}[self.kind]
        if self.redirect:
            return self.send(request, 302, {}, {"Location": self.redirect})
        if self.faults:
            return self.send(request, self.faults.pop(0), self.fault)
        if request.headers.get(header[0]) != header[1]:
            return self.send(request, 401, {"message": "Bad credentials"})
        status, result = getattr(self, self.kind)(request.command, address.path, query, body)
        if isinstance(result, list):
            size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
            result = result[(page - 1) * size : page * size]
        return self.send(request, status, result)

    @staticmethod
    def send(request, status, document, headers={}):
        content = json.dumps(document).encode()
        request.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(content)

    def github(self, method, path, query, body):
        if path == "/repos/acme/models/actions/workflows/rekon.yml/runs":
            if self.runs is None:
                return 403, {"message": "Resource not accessible by integration"}
            if query.get("status") == "waiting":
                return 200, {"total_count": self.waiting, "workflow_runs": []}
            if query.get("branch") != self.branch_of_runs:
                return 200, {"total_count": 0, "workflow_runs": []}
            return 200, {"total_count": self.runs, "workflow_runs": [{"id": 99, "run_number": self.runs}]}
        if match := re.fullmatch("/repos/acme/models/commits/([0-9a-f]+)/pulls", path):
            # Another pull request that has the commit, and the one that was merged.
            return 200, [
                {"number": 1, "merged_at": None, "merge_commit_sha": match[1]},
                {"number": 2, "merged_at": "2026-11-01T00:00:00Z", "merge_commit_sha": "f" * 40},
                *({"number": number, "merged_at": "2026-11-02T00:00:00Z", "merge_commit_sha": commit}
                  for commit, number in self.merged.items() if commit == match[1]),
            ]
        path = path.removeprefix("/repos/acme/models/issues")
        if match := re.fullmatch(r"/(\d+)/comments", path):
            if method == "POST":
                return 201, self.comment(body["body"], number=match[1])
            return 200, [comment for comment in self.comments.values() if comment["number"] == match[1]]
        if (match := re.fullmatch(r"/comments/(\d+)", path)) and method == "PATCH":
            self.comments[int(match[1])].update(body)
            return 200, self.comments[int(match[1])]
        if path == "" and method == "GET":
            return 200, [issue for issue in self.issues.values()
                         if issue["state"] == query["state"] and issue["user"]["login"] == query["creator"]]
        if path == "" and method == "POST":
            return 201, self.issue(body["body"], title=body["title"])
        if (match := re.fullmatch(r"/(\d+)", path)) and method == "PATCH":
            self.issues[int(match[1])].update(body)
            return 200, self.issues[int(match[1])]
        return 404, {"message": "Not Found"}

    def gitlab(self, method, path, query, body):
        if path == "/user":
            return 200, {"id": 7}
        path = path.removeprefix("/projects/42")
        if path == "/pipelines":
            assert query == {"order_by": "id", "sort": "desc", "per_page": "1", "ref": query.get("ref")}
            if query["ref"] != self.branch_of_runs:
                return 200, []
            return (200, [{"id": self.runs, "iid": 3}]) if self.runs else (403, {"message": "403 Forbidden"})
        if match := re.fullmatch("/repository/commits/([0-9a-f]+)/merge_requests", path):
            others = {"merge_commit_sha": None, "squash_commit_sha": None, "sha": match[1]}
            return 200, [
                {"iid": 1, "state": "opened", **others}, {"iid": 2, "state": "merged", **others, "sha": "f" * 40},
                *({"iid": number, "state": "merged", **others, "sha": "e" * 40, "squash_commit_sha": commit}
                  for commit, number in self.merged.items() if commit == match[1]),
            ]
        if match := re.fullmatch(r"/(merge_requests|issues)/(\d+)/notes", path):
            if method == "POST":
                return 201, self.comment(body["body"], number=match[2])
            return 200, [note for note in self.comments.values() if note["number"] == match[2]]
        if (match := re.fullmatch(r"/merge_requests/5/notes/(\d+)", path)) and method == "PUT":
            self.comments[int(match[1])].update(body)
            return 200, self.comments[int(match[1])]
        if path == "/issues" and method == "GET":
            return 200, [issue for issue in self.issues.values() if issue["state"] == query["state"]]
        if path == "/issues" and method == "POST":
            return 201, self.issue(body["description"], title=body["title"])
        if (match := re.fullmatch(r"/issues/(\d+)", path)) and method == "PUT":
            if body.pop("state_event", None) == "close":
                body["state"] = "closed"
            self.issues[int(match[1])].update(body)
            return 200, self.issues[int(match[1])]
        return 404, {"message": "404 Not Found"}
