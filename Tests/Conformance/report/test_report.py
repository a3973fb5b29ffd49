"""The page of `rekon report --html` in a real Chromium and in a real HTML parser."""

import collections

import html5lib
import pytest
import sample_models
from axe_playwright_python.sync_playwright import Axe
from chromium import Page
from live_service import HOSTILE, LiveService, hostile_project, project_arn, version


def make(service, folder, name, *arguments, status=0):
    path = folder / f"{name}.html"
    result = service.rekon(folder, "report", "--html", str(path), *arguments)
    assert result.returncode == status, result.stderr
    return path


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "models.yaml").write_text(sample_models.FILE)
    with LiveService(sample_models.PROJECTS, sample_models.TAGS) as service:
        # One of its projects does not exist.
        sample = make(service, folder, "sample", "--tags", "models.yaml", status=1)
    many = [
        version(f"v{i:03}" + "-of-a-long-name" * (i % 7 == 0) * 8, i, f1=min(0.99, 0.6 + i / 300), hours=1 + i % 9)
        for i in range(100)
    ]
    many[50].update(Status="TRAINING_FAILED", StatusMessage="Too many invalid rows: " + "x" * 500)
    with LiveService({"signs": many}) as service:
        many = make(service, folder, "many", "--project", project_arn())
    versions, tags = hostile_project(HOSTILE)
    with LiveService({"signs": versions}, tags) as service:
        hostile = make(service, folder, "hostile", "--tags", "--project", project_arn())
    with LiveService({"signs": []}) as service:
        empty = make(service, folder, "empty", "--project", project_arn())
    huge = [version(f"v{i:04}", i, f1=0.5 + i % 50 / 100, hours=1 + i % 9) for i in range(1200)]
    with LiveService({"signs": huge}) as service:
        huge = make(service, folder, "huge", "--project", project_arn())
    return {"huge": huge, "sample": sample, "many": many, "hostile": hostile, "empty": empty}


NAMES = ["sample", "many", "hostile", "empty"]


SCREENS = [(name, width, scheme) for name, width in zip(NAMES, (360, 360, 320, 320)) for scheme in ("light", "dark")]
SCREENS += [("sample", 320, "light"), ("sample", 768, "light"), ("sample", 1280, "dark"), ("hostile", 1280, "light"), ("huge", 320, "light")]


@pytest.mark.parametrize("name, width, scheme", SCREENS)
def test_screens(chromium, pages, tmp_path, name, width, scheme):
    with Page(chromium, pages[name], width, scheme) as page:
        # Everything is unfolded, so that all of it is measured.
        page.value("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert page.value("document.documentElement.scrollWidth") <= width
        wide = page.value(
            "[...document.body.querySelectorAll('*')].filter(e => !e.closest('.hidden, .marks'))"
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 200))"
        )
        assert not wide, wide[:3]
        background = page.value("getComputedStyle(document.body).backgroundColor")
        assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 27)"}[scheme]
        page.page.screenshot(path=str(tmp_path / "screen.png"), full_page=True)
        assert not page.complaints
        assert page.requests == [page.url]


@pytest.mark.parametrize(
    "name, width, scheme",
    [
        ("sample", 360, "light"), ("sample", 360, "dark"), ("sample", 1280, "light"), ("sample", 1280, "dark"),
        ("many", 1280, "light"), ("hostile", 360, "dark"), ("empty", 360, "light"),
    ],
)
def test_accessibility(chromium, pages, name, width, scheme):
    with Page(chromium, pages[name], width, scheme) as page:
        page.value("document.querySelectorAll('details').forEach(details => details.open = true)")
        results = Axe().run(page.page, options={"resultTypes": ["violations"]})
        assert results.violations_count == 0, results.generate_report()


def test_keyboard(chromium, pages):
    with Page(chromium, pages["sample"], 1280) as page:
        page.page.keyboard.press("Tab")
        assert page.value("document.activeElement.getAttribute('href')") == "#p1"
        assert page.value("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.page.click("table a >> text=2025-08-all")
        assert page.value("document.querySelector(':target h4').textContent").endswith("2025-08-all")
    with Page(chromium, pages["many"], 1280) as page:
        assert not page.page.locator("table").is_visible()
        page.page.locator("summary").first.focus()
        page.page.keyboard.press("Enter")
        assert page.page.locator("table").is_visible()


def test_a_link_into_what_is_folded(chromium, pages):
    """A browser opens the fold that a link leads into."""
    with Page(chromium, pages["many"], 1280) as page:
        page.page.locator("summary").first.click()
        page.page.click("table a >> nth=0")
        assert page.page.locator(":target h4").is_visible()


def test_paper(chromium, pages, tmp_path):
    with Page(chromium, pages["many"], 1280, "dark") as page:
        page.page.emulate_media(media="print", color_scheme="dark")
        assert page.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        # What is folded on the screen is all there on paper.
        for selector in ("table", ".history"):
            assert page.value(f"document.querySelector('{selector}').checkVisibility({{contentVisibilityAuto: true}})")
            assert page.value(f"document.querySelector('{selector}').getBoundingClientRect().height") > 1000
        page.page.pdf(path=str(tmp_path / "page.pdf"), format="A4")
        assert not page.complaints


def test_every_number_of_a_chart_is_in_the_table(chromium, pages):
    with Page(chromium, pages["sample"], 1280) as page:
        chart = page.page.locator("#p1 svg[role=img]").first
        assert chart.get_attribute("aria-labelledby") == "p1-f1-title p1-f1-desc"
        titles = page.value("[...document.querySelectorAll('#p1 .chart g title')].map(e => e.textContent)")
        scores = [title.split("F1 ")[1] for title in titles if "F1 " in title]
        assert scores
        cells = page.value("[...document.querySelectorAll('#p1 tbody td:nth-child(4)')].map(e => e.textContent.split(' ')[0])")
        assert scores == [cell for cell in cells if cell]


COVERED = """() => {
    const box = e => e.getBoundingClientRect();
    const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    // The line box of a text is higher than its digits.
    const ink = e => { const b = box(e); return {left: b.left, right: b.right, top: b.top + 3, bottom: b.bottom - 3}; };
    return [...document.querySelectorAll('.chart')].flatMap(chart => {
        const marks = [...chart.querySelectorAll('use')].map(box);
        const labels = [...chart.querySelectorAll('text.value')].map(ink);
        return labels.filter((label, i) =>
            marks.some(mark => overlaps(label, mark)) || labels.slice(0, i).some(other => overlaps(label, other)));
    });
}"""


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("name", ["sample", "many"])
def test_labels_cover_no_mark(chromium, pages, name, width):
    with Page(chromium, pages[name], width) as page:
        assert page.value("document.querySelectorAll('.chart text.value').length") > 0
        assert page.value(COVERED) == []


def elements(path):
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(path.read_text())
    return collections.Counter(str(element.tag) for element in tree.iter()), tree


@pytest.mark.parametrize("name", NAMES)
def test_a_strict_parser(pages, name):
    elements(pages[name])


def test_hostile_texts_add_no_markup(pages, tmp_path):
    hostile, tree = elements(pages["hostile"])
    versions, tags = hostile_project([f"harmless{index}" for index in range(len(HOSTILE))])
    with LiveService({"signs": versions}, tags) as service:
        harmless, _ = elements(make(service, tmp_path, "harmless", "--tags", "--project", project_arn()))
    # Only what is left out where a text is empty to begin with may differ, and nothing here is.
    assert hostile == harmless
    assert not any(key.startswith("on") or key == "src" for element in tree.iter() for key in element.attrib)
    text = "".join(tree.itertext())
    assert "</details></table><script>alert(1)</script>" in text
    assert not any(character in text for character in "\x1b\x07\0\x85\u202e\u2066\u2028")


def test_nothing_comes_from_elsewhere(pages):
    for path in pages.values():
        _, tree = elements(path)
        links = [value for element in tree.iter() for key, value in element.attrib.items() if key in ("href", "src", "action")]
        assert all(link.startswith("#") for link in links)
        assert {value[1:] for value in links} <= {element.get("id") for element in tree.iter()}
