"""There is one issue while things drift, and none when everything is in sync."""

import pytest

from fake_forge import OTHER


def body(text="1 version drifts", key="models", order="12.1", command="drift"):
    return f"<!-- rekon:{command} key={key} order={order} -->\n**{text}**\n"


@pytest.fixture
def keep(script, service, tmp_path):
    def run(text, code):
        (tmp_path / "drift.md").write_text(text)
        return script("drift_issue.py", "drift.md", code, "Drift of models", **service.environment)

    return run


def test_it_is_opened_updated_and_closed(keep, service):
    assert keep(body(order="1.1"), 2).stdout == "issue: opened\n"
    assert service.issues[1]["title"] == "Drift of models"
    assert keep(body("2 versions drift", order="2.1"), 2).stdout == "issue: updated\n"
    assert keep(body("2 versions drift", order="2.1"), 2).stdout == "issue: unchanged\n"
    assert service.open_texts() == [body("2 versions drift", order="2.1")]
    assert keep(body("In sync", order="3.1"), 0).stdout == "issue: closed\n"
    assert service.open_texts() == []
    assert [text for text in service.texts()][-1].startswith("Everything is in sync again. https://")
    assert keep(body("In sync", order="4.1"), 0).stdout == "issue: nothing\n"
    assert keep(body(order="5.1"), 2).stdout == "issue: opened\n"
    assert len(service.issues) == 2


@pytest.mark.parametrize("code", [1, 64, 130])
def test_what_could_not_be_read_neither_opens_nor_closes(keep, service, code):
    service.issue(body(order="1.1"))
    assert keep(body("Part could not be read", order="2.1"), code).stdout == "issue: nothing\n"
    assert service.open_texts() == [body(order="1.1")]


def test_an_older_run_changes_nothing(keep, service):
    service.issue(body("newer", order="9.1"))
    assert keep(body("older", order="8.1"), 2).stdout == "issue: newer\n"
    assert keep(body("older", order="8.1"), 0).stdout == "issue: newer\n"
    assert service.open_texts() == [body("newer", order="9.1")]


def test_an_issue_of_a_run_that_there_was_not_yet_is_replaced(keep, service):
    service.runs = 8
    service.issue(body("forged", order="18446744073709551615.1"))
    assert keep(body("true", order="8.1"), 2).stdout == "issue: updated\n"
    assert service.open_texts() == [body("true", order="8.1")]


def test_of_two_one_stays(keep, service):
    service.issue(body("one", order="1.1"))
    service.issue(body("two", order="1.2"))
    assert keep(body("three", order="2.1"), 2).stdout == "issue: updated\n"
    assert service.open_texts() == [body("three", order="2.1")]


def test_other_issues_are_left_alone(keep, service):
    service.issue("The night model confuses lights")
    service.issue(body("another account", key="other"))
    service.issue(body("another user's", order="99.1"), author=OTHER[service.kind])
    if service.kind == "github":
        service.issue(body("a pull request"), pull_request={"url": "..."})
    before = service.open_texts()
    assert keep(body("In sync"), 0).stdout == "issue: nothing\n"
    assert keep(body(), 2).stdout == "issue: opened\n"
    assert service.open_texts() == [*before, body()]


def test_a_report_that_is_not_text_is_an_error(script, service, tmp_path):
    (tmp_path / "drift.md").write_bytes(b"<!-- rekon:drift key=models -->\n\xff\n")
    result = script("drift_issue.py", "drift.md", 2, **service.environment)
    assert (result.returncode, result.stderr) == (1, "error: drift.md is not text in UTF-8\n")
    assert service.changes == []


@pytest.mark.parametrize("answer", [{}, {"message": "no list"}, None, "text", 7, [None], [{}], [7], [{"user": 5}], [[]]])
def test_an_unexpected_answer_is_an_error(keep, service, answer):
    service.faults, service.fault = [200], answer
    if service.kind == "gitlab" and isinstance(answer, list):
        # The first call asks for the user.
        service.gitlab, gitlab = (lambda *call: gitlab(*call) if call[1] == "/user" else (200, answer)), service.gitlab
        service.faults = []
    result = keep(body(), 2)
    assert result.returncode == 1 and result.stderr.startswith("error: "), result.stderr
    assert "Traceback" not in result.stderr and service.changes == []
