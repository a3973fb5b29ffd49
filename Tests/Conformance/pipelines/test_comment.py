"""A comment is created once, updated in place, and never by an older run."""

import json

import pytest

from fake_forge import OTHER, TOKEN


def body(text="3 to create", key="models", order="12.1", command="plan"):
    return f"<!-- rekon:{command} key={key} order={order} -->\n**{text}**\n"


@pytest.fixture
def post(script, service, tmp_path):
    def run(text, **environment):
        (tmp_path / "comment.md").write_text(text)
        return script("comment.py", "comment.md", 5, **service.environment, **environment)

    return run


def test_it_is_created_once_and_then_updated_in_place(post, service):
    assert post(body("3 to create", order="12.1")).stdout == "comment: created\n"
    assert post(body("2 to create", order="13.1")).stdout == "comment: updated\n"
    assert post(body("2 to create", order="13.2")).stdout == "comment: updated\n"
    assert service.texts() == [body("2 to create", order="13.2")]


def test_two_accounts_have_a_comment_each(post, service):
    """The default keys of one account and region, as specs/review-formats.md has them."""
    one, other = (body(key=f"us-east-1:{account}/0123456789abcdef") for account in ("111122223333", "444455556666"))
    assert [post(text).stdout for text in (one, other)] == ["comment: created\n"] * 2
    assert service.texts() == [one, other]


def test_the_same_text_is_not_posted_again(post, service):
    post(body())
    service.comments[1000]["body"] = body().replace("\n", "\r\n").rstrip()
    assert post(body()).stdout == "comment: unchanged\n"
    assert len(service.changes) == 1


@pytest.mark.parametrize("older", ["11.9", "9.1"])
def test_an_older_run_leaves_a_newer_comment_alone(post, service, older):
    post(body("newer", order="12.2"))
    result = post(body("older", order=older))
    assert (result.returncode, result.stdout) == (0, "comment: newer\n")
    assert service.texts() == [body("newer", order="12.2")]


@pytest.mark.parametrize("runs", [12, None])
@pytest.mark.parametrize("order", ["18446744073709551615.1", "13.1", "12.99999"])
def test_a_comment_of_a_run_that_there_was_not_yet_is_replaced(post, service, order, runs):
    """A person who may change a workflow can make the pipeline's account write a marker with any order."""
    service.runs = runs
    service.comment(body("nothing to see", order=order))
    assert post(body(order="12.1")).stdout == "comment: updated\n"
    assert service.texts() == [body(order="12.1")]


@pytest.mark.parametrize("change", [
    lambda text: " " + text, lambda text: "\t" + text, lambda text: "\n" + text, lambda text: "\ufeff" + text,
    lambda text: text.replace(" -->\n", " --> \n"), lambda text: text.replace(" -->\n", " -->\x0b\n"),
    lambda text: text.replace(" -->\n", " -->\u2028\n"), lambda text: text.replace("12.1", "\u0661\u0662.1"),
    lambda text: text.replace("12.1", "1" * 5000 + ".1"), lambda text: text.replace("<!--", "<!-- "),
])
def test_a_marker_is_compared_byte_for_byte(post, service, change):
    assert change(body()) != body()
    service.comment(change(body()))
    assert post(body()).stdout == "comment: created\n"
    result = post(change(body()))
    assert result.returncode == 1 and "marker" in result.stderr and len(service.comments) == 2


def test_runs_without_an_order_update_each_other(post, service):
    unordered = body().replace(" order=12.1", "")
    post(unordered)
    assert post(unordered.replace("3", "2")).stdout == "comment: updated\n"
    assert len(service.texts()) == 1


def test_other_comments_are_left_alone(post, service):
    others = [body(key="other"), body(command="drift"), "A thought\n" + body(), "", "\n", "<!-- rekon:plan -->"]
    for text in others:
        service.comment(text)
    service.comment(body("on another pull request"), number="6")
    assert post(body()).stdout == "comment: created\n"
    assert service.texts() == [*others, body("on another pull request"), body()]


def test_a_comment_of_another_user_with_the_marker_is_not_changed(post, service):
    service.comment(body("nothing to see", order="999999.1"), author=OTHER[service.kind])
    assert post(body()).stdout == "comment: created\n"
    assert post(body("2 to create", order="13.1")).stdout == "comment: updated\n"
    assert service.texts() == [body("nothing to see", order="999999.1"), body("2 to create", order="13.1")]


def test_it_is_found_behind_hundreds_of_comments(post, service):
    for number in range(250):
        service.comment(f"comment {number}")
    service.comment(body(order="1.1"))
    assert post(body()).stdout == "comment: updated\n"
    assert len(service.comments) == 251


def test_a_text_without_marker_is_refused(post, service):
    result = post("**3 to create**\n")
    assert result.returncode == 1 and "marker" in result.stderr
    assert service.changes == []


def test_a_failure_of_the_server_while_reading_is_waited_out(post, service):
    service.faults = [502, 429]
    assert post(body()).stdout == "comment: created\n"


def fail_posts(service, number, acts):
    """The first posts get no answer that says whether they acted."""
    answer, left = service.answer, [number]

    def handle(request):
        if request.command == "POST" and left[0]:
            left[0] -= 1
            service.calls.append((request.command, request.path))
            body = json.loads(request.rfile.read(int(request.headers["content-length"])))
            if acts:
                service.comment(body["body"])
            return service.send(request, 502, {})
        return answer(request)

    service.answer = handle


@pytest.mark.parametrize(("acts", "done"), [(True, "unchanged"), (False, "created")])
def test_a_post_without_an_answer_is_looked_up_before_it_is_sent_again(post, service, acts, done):
    fail_posts(service, 1, acts)
    assert post(body()).stdout == f"comment: {done}\n"
    assert service.texts() == [body()]
    methods = [method for method, path in service.calls if path.endswith("comments") or path.endswith("notes")]
    assert methods == ["GET", "POST", "GET"] + ([] if acts else ["POST"])


def test_posts_without_an_answer_end_with_the_reason(post, service):
    fail_posts(service, 3, acts=False)
    result = post(body())
    assert result.returncode == 1 and "HTTP 502" in result.stderr and "Traceback" not in result.stderr
    assert [method for method, _ in service.calls].count("POST") == 3


def test_a_refusal_is_reported_without_the_token(post, service):
    service.faults = [403]
    result = post(body())
    assert result.returncode == 1 and "HTTP 403: a fault of the test's\n" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("document", ["<html>cookie: hidden", ["hidden"], {"error": "hidden"}])
def test_an_answer_that_is_not_from_the_forge_is_not_shown(post, service, document):
    service.faults, service.fault = [403], document
    result = post(body())
    assert result.returncode == 1 and "HTTP 403\n" in result.stderr and "hidden" not in result.stderr


def test_the_message_of_the_forge_stays_on_its_line(post, service):
    service.faults, service.fault = [403], {"message": "a\n::warning::b\x1b[0m" + "c" * 300}
    result = post(body())
    assert "HTTP 403: a ::warning::b [0mccc" in result.stderr and "c" * 200 not in result.stderr
    assert TOKEN not in result.stdout + result.stderr


def test_the_token_does_not_follow_a_redirect(post, service):
    service.redirect = f"{service.url}/elsewhere"
    result = post(body())
    assert result.returncode == 1 and "HTTP 302" in result.stderr
    assert not any(path == "/elsewhere" for _, path in service.calls)


def test_a_missing_variable_is_named(script, tmp_path):
    (tmp_path / "comment.md").write_text(body())
    result = script("comment.py", "comment.md", 5, GITHUB_REPOSITORY="acme/models")
    assert result.returncode == 1 and "GITHUB_TOKEN" in result.stderr


def test_a_run_of_another_branch_does_not_count(post, service):
    """The numbers of runs grow for all branches together."""
    service.comment(body("nothing to see", order="60.1"))
    service.branch_of_runs, service.runs = "other", 60
    assert post(body(order="12.1")).stdout == "comment: updated\n"


# After the merge


COMMIT = "0123456789abcdef" * 2 + "01234567"


def test_a_commit_finds_the_request_that_it_merged(script, service, tmp_path):
    (tmp_path / "comment.md").write_text(body(command="wait"))
    result = script("comment.py", "comment.md", COMMIT, **service.environment)
    assert (result.returncode, result.stdout) == (0, "comment: none: the commit merged no request\n"), result.stderr
    assert service.texts() == []
    service.merged = {COMMIT: 5}
    service.comment(body())
    assert script("comment.py", "comment.md", COMMIT, **service.environment).stdout == "comment: created\n"
    (tmp_path / "comment.md").write_text(body("trained", command="wait", order="13.1"))
    assert script("comment.py", "comment.md", COMMIT, **service.environment).stdout == "comment: updated\n"
    assert service.texts() == [body(), body("trained", command="wait", order="13.1")], "the plan's comment stays"
    assert {comment["number"] for comment in service.comments.values()} == {"5"}


@pytest.mark.parametrize("place", [COMMIT[:39], COMMIT.upper(), COMMIT + "0", "../../user", "5/../6", "", "-5", "1" * 21])
def test_a_place_is_a_number_or_a_whole_commit(script, service, tmp_path, place):
    (tmp_path / "comment.md").write_text(body())
    result = script("comment.py", "comment.md", place, **service.environment)
    assert result.returncode == 1 and "comment.py FILE COMMIT" in result.stderr
    assert service.calls == []


# Titles


def test_a_title_is_a_heading_behind_the_marker(script, service, tmp_path):
    (tmp_path / "comment.md").write_text(body())
    marker, rest = body().split("\n", 1)
    for title, done in (("Plan of staging", "created"), ("Plan of staging", "unchanged"), ("", "updated")):
        result = script("comment.py", "comment.md", 5, title, **service.environment)
        assert result.stdout == f"comment: {done}\n", result.stderr
        assert service.texts() == [f"{marker}\n\n### {title}\n\n{rest}" if title else body()]


@pytest.mark.parametrize("title", [
    "@everyone", "a\nb", "a\r", "<b>", "[a](b)", "`a`", "a_b_", "*a*", "#1", "a\u202eb", "https://a", "x" * 101, " ", "\x1b[0m",
    "<!-- rekon:plan key=models order=99.1 -->",
])
def test_a_title_has_no_markup(script, service, tmp_path, title):
    (tmp_path / "comment.md").write_text(body())
    result = script("comment.py", "comment.md", 5, title, **service.environment)
    assert result.returncode == 1 and "a title has at most 100 characters" in result.stderr
    assert service.calls == [] and "Traceback" not in result.stderr
