"""The few calls of GitHub's and GitLab's APIs that a comment and an issue need, with the standard library alone."""

import http.client
import json
import os
import re
import time
import typing
import urllib.error
import urllib.parse
import urllib.request

# The first line of what rekon writes with `--format markdown` (specs/review-formats.md), byte for byte.
MARKER = re.compile(
    r"<!-- rekon:(?P<command>[a-z]+) key=(?P<key>[A-Za-z0-9_./:-]{1,64})"
    r"(?: order=(?P<run>[0-9]{1,20})\.(?P<attempt>[0-9]{1,20}))? -->"
)


class Marker(typing.NamedTuple):
    """What a comment is about, and a number that grows from run to run; (0, 0) where runs have no order."""

    subject: tuple
    order: tuple

    @classmethod
    def of(cls, text):
        """The marker of a text; None if its first line is none."""
        # Forges may end a line with CR LF.
        found = MARKER.fullmatch(text.partition("\n")[0].removesuffix("\r"))
        if not found:
            return None
        return cls((found["command"], found["key"]), (int(found["run"] or 0), int(found["attempt"] or 0)))


class Entry(typing.NamedTuple):
    """A comment or an issue of this pipeline's own account."""

    id: int
    text: str


class ForgeError(Exception):
    pass


class Unanswered(ForgeError):
    """A call that may have acted or not."""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to wherever it points."""

    def redirect_request(self, *_):
        return None


class Client:
    pause = 0.5

    def __init__(self, base, headers):
        self.base = base.rstrip("/")
        self.headers = {"User-Agent": "rekon-pipeline", "Content-Type": "application/json", **headers}
        self.opener = urllib.request.build_opener(NoRedirects)

    def call(self, method, path, body=None, **query):
        """One call; the answer's JSON. Asked again after a failure of the server's, unless that could act twice."""
        url = f"{self.base}{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        attempts = 1 if method == "POST" else 4
        for attempt in range(1, attempts + 1):
            try:
                request = urllib.request.Request(url, data, self.headers, method=method)
                with self.opener.open(request, timeout=60) as answer:
                    return json.loads(answer.read() or b"null")
            except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
                reason = "the answer is not JSON"
            except ValueError:
                # The message of the error may contain the token.
                raise ForgeError(f"{method} {path}: the address or the token is not valid") from None
            except urllib.error.HTTPError as error:
                reason = f"HTTP {error.code}{message_of(error.read(65536))}"
                if error.code < 500 and error.code != 429:
                    raise ForgeError(f"{method} {path}: {reason}") from None
            except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException) as error:
                reason = str(error)
            if attempt < attempts:
                time.sleep(self.pause * 2**attempt)
        raise (Unanswered if method == "POST" else ForgeError)(f"{method} {path}: {reason}")

    def pages(self, path, **query):
        """All elements of a list, page by page."""
        page = 1
        while True:
            elements = self.call("GET", path, **query, per_page=100, page=page)
            if not isinstance(elements, list):
                raise ForgeError(f"GET {path}: the answer is not a list")
            yield from elements
            if len(elements) < 100:
                return
            page += 1


def member(answer, *names):
    """A member of an answer, or of a member of it."""
    for name in names:
        try:
            answer = answer[name]
        except (LookupError, TypeError):
            raise ForgeError(f"the forge's answer has no member {name!r}") from None
    return answer


def number_of(answer, name):
    """A member that must be a whole number: a number of a request becomes a part of a path."""
    number = member(answer, name)
    if not isinstance(number, int):
        raise ForgeError(f"the forge's answer has an unexpected {name!r}")
    return number


def entry(element, number, text):
    """The entry of a list's element. - number, text: the names of the members."""
    found = Entry(member(element, number), member(element, text) or "")
    if not isinstance(found.id, int) or not isinstance(found.text, str):
        raise ForgeError(f"the forge's answer has an unexpected {number!r} or {text!r}")
    return found


def message_of(body):
    """The message of an error of the forge, on one line. The text of another answer, such as a proxy's page, is not shown."""
    try:
        message = json.loads(body)["message"]
    except (ValueError, KeyError, TypeError):
        return ""
    return ": " + "".join(sign if sign.isprintable() else " " for sign in str(message))[:200]


class GitHub:
    """Comments and issues on GitHub. What other accounts wrote is not seen: anyone can write a marker."""

    def __init__(self, environment):
        self.repository = f"/repos/{environment['GITHUB_REPOSITORY']}"
        # OWNER/NAME/.github/workflows/FILE@REF
        self.workflow = environment.get("GITHUB_WORKFLOW_REF", "").partition("@")[0].rpartition("/")[2]
        # Of a pull request, its own branch.
        self.branch = environment.get("GITHUB_HEAD_REF") or environment.get("GITHUB_REF_NAME", "")
        # The account that GITHUB_TOKEN stands for; set it for a token of another one.
        self.author = environment.get("REKON_COMMENT_AUTHOR") or "github-actions[bot]"
        self.client = Client(
            environment.get("GITHUB_API_URL", "https://api.github.com"),
            {
                "Authorization": f"Bearer {environment['GITHUB_TOKEN']}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )

    def latest_run(self):
        """The number of the workflow's newest run for the same branch."""
        runs = self.client.call(
            "GET", f"{self.repository}/actions/workflows/{self.workflow}/runs", branch=self.branch, per_page=1
        )
        return member(runs, "workflow_runs", 0, "run_number")

    def waiting_runs(self):
        """How many runs of the workflow wait for the approval of an environment."""
        runs = self.client.call(
            "GET", f"{self.repository}/actions/workflows/{self.workflow}/runs", status="waiting", per_page=1
        )
        return number_of(runs, "total_count")

    def merged_by(self, commit):
        """The pull request that a commit merged; None if there is none."""
        for pull in self.client.pages(f"{self.repository}/commits/{commit}/pulls"):
            # The same commit can be a part of other pull requests.
            if member(pull, "merged_at") and member(pull, "merge_commit_sha") == commit:
                return number_of(pull, "number")
        return None

    def comments(self, number):
        for comment in self.client.pages(f"{self.repository}/issues/{number}/comments"):
            # A deleted account is null.
            if member(comment, "user") and member(comment, "user", "login") == self.author:
                yield entry(comment, "id", "body")

    def add_comment(self, number, text):
        self.client.call("POST", f"{self.repository}/issues/{number}/comments", {"body": text})

    def change_comment(self, _, comment, text):
        self.client.call("PATCH", f"{self.repository}/issues/comments/{comment}", {"body": text})

    def open_issues(self):
        for issue in self.client.pages(f"{self.repository}/issues", state="open", creator=self.author):
            if member(issue, "user", "login") == self.author and "pull_request" not in issue:
                yield entry(issue, "number", "body")

    def add_issue(self, title, text):
        self.client.call("POST", f"{self.repository}/issues", {"title": title, "body": text})

    def change_issue(self, issue, text):
        self.client.call("PATCH", f"{self.repository}/issues/{issue}", {"body": text})

    def close_issue(self, issue, text):
        self.add_comment(issue, text)
        self.client.call("PATCH", f"{self.repository}/issues/{issue}", {"state": "closed"})


class GitLab:
    """Notes and issues on GitLab, of the account of the token alone."""

    def __init__(self, environment):
        self.project = f"/projects/{environment['CI_PROJECT_ID']}"
        self.client = Client(environment["CI_API_V4_URL"], {"PRIVATE-TOKEN": environment["REKON_GITLAB_TOKEN"]})
        self.author = member(self.client.call("GET", "/user"), "id")
        # Of a merge request, refs/merge-requests/NUMBER/head.
        self.ref = environment.get("CI_MERGE_REQUEST_REF_PATH") or environment.get("CI_COMMIT_REF_NAME", "")

    def latest_run(self):
        """The id of the newest pipeline for the same branch or merge request."""
        pipelines = self.client.call(
            "GET", f"{self.project}/pipelines", ref=self.ref, order_by="id", sort="desc", per_page=1
        )
        return member(pipelines, 0, "id")

    def merged_by(self, commit):
        """The merge request that a commit merged; None if there is none."""
        for request in self.client.pages(f"{self.project}/repository/commits/{commit}/merge_requests"):
            # `sha` is the last commit of the branch, which a fast-forward puts on the target branch.
            ids = [member(request, name) for name in ("merge_commit_sha", "squash_commit_sha", "sha")]
            if member(request, "state") == "merged" and commit in ids:
                return number_of(request, "iid")
        return None

    def comments(self, number):
        for note in self.client.pages(f"{self.project}/merge_requests/{number}/notes", sort="asc"):
            if member(note, "author", "id") == self.author and not member(note, "system"):
                yield entry(note, "id", "body")

    def add_comment(self, number, text):
        self.client.call("POST", f"{self.project}/merge_requests/{number}/notes", {"body": text})

    def change_comment(self, number, comment, text):
        self.client.call("PUT", f"{self.project}/merge_requests/{number}/notes/{comment}", {"body": text})

    def open_issues(self):
        for issue in self.client.pages(f"{self.project}/issues", state="opened", author_id=self.author, scope="all"):
            if member(issue, "author", "id") == self.author:
                yield entry(issue, "iid", "description")

    def add_issue(self, title, text):
        self.client.call("POST", f"{self.project}/issues", {"title": title, "description": text})

    def change_issue(self, issue, text):
        self.client.call("PUT", f"{self.project}/issues/{issue}", {"description": text})

    def close_issue(self, issue, text):
        self.client.call("POST", f"{self.project}/issues/{issue}/notes", {"body": text})
        self.client.call("PUT", f"{self.project}/issues/{issue}", {"state_event": "close"})


def connect(environment=os.environ):
    """GitHub or GitLab: whichever's pipeline this is."""
    try:
        return GitLab(environment) if environment.get("GITLAB_CI") else GitHub(environment)
    except KeyError as error:
        raise ForgeError(f"the variable {error.args[0]} is not set") from None


def is_newer(service, mark, marker):
    """Whether a marker is of a later run for the same branch. One of a run that there was not yet is forged, and would stay
    for ever. Attempts of one run are for the same commit: the one that ends last may replace the other.
    """
    if mark.order[0] <= marker.order[0]:
        return False
    try:
        return mark.order[0] <= service.latest_run()
    except (ForgeError, LookupError, TypeError):
        return False


def settle(work, pause=2):
    """The result of work that reads before it writes. It is done again after a write without an answer."""
    for _ in range(2):
        try:
            return work()
        except Unanswered:
            time.sleep(pause)
    return work()


def same(one, other):
    """Whether two texts read the same: forges change line ends and cut off the last one."""
    return one.replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()
