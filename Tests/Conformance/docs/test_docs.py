"""The documents against the repository: targets, links, named files, sizes of table cells and words to avoid."""

import re

import pytest

from support.rekon import ROOT

DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "specs/*.md", "examples/**/*.md", "Tests/*.md")
    for path in ROOT.glob(pattern)
)
# Each of these words has a plain replacement.
AVOIDED = re.compile(
    r"\b(anew|mends?|mended|whoever|nobody|somebody|anybody|tells? of|told of|to be had|of its kind|none of its)\b", re.I
)


def names(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


def targets():
    text = (ROOT / "Package.swift").read_text()
    body = text[text.index("    targets: [") :]
    return re.findall(r"\.(?:target|plugin|systemLibrary|executableTarget)\(\s*name: \"(\w+)\"", body.split("\n)\n")[0])


def test_architecture_lists_every_target_in_the_order_of_the_package():
    text = (ROOT / "docs/architecture.md").read_text()
    section = text[text.index("## Targets") :].split("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \|", section, re.M)
    assert targets(), "no target was found in Package.swift"
    assert listed == targets()


def test_architecture_names_types_that_exist():
    text = (ROOT / "docs/architecture.md").read_text().split("## The way of a plan")[1]
    sources = "\n".join(path.read_text() for path in (ROOT / "Sources").rglob("*.swift"))
    declared = set(re.findall(r"\b(?:struct|enum|class|actor|protocol) (\w+)", sources)) | set(targets())
    named = {name.split(".")[0] for name in re.findall(r"`([A-Z]\w+(?:\.\w+)?)`", text)}
    assert len(named) > 20 and not named - declared


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_links_lead_to_files(path):
    text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        file = (path.parent / target.split("#")[0]).resolve()
        assert file.exists(), f"{target} does not exist"


def test_modelines_name_schemas_that_are_there():
    """The first line of a YAML file for the language server names the schema from the folder of the file."""
    found = 0
    for pattern in ("*.yaml", "*.yml"):
        for path in ROOT.rglob(pattern):
            if ".build" in str(path.relative_to(ROOT)):
                continue
            first = path.read_bytes().split(b"\n")[0].decode(errors="replace")
            if named := re.match(r"# yaml-language-server: \$schema=(\S+)", first):
                found += 1
                assert (path.parent / named[1]).is_file(), f"{path}: {named[1]} does not exist"
    assert found > 5
    for path in DOCUMENTS:
        for named in re.findall(r"^# yaml-language-server: \$schema=(\S+)", path.read_text(), re.M):
            # A reader makes this file with the command that the document names.
            assert f"--out {named}" in path.read_text(), f"{path}: {named} is not made"


def test_contributing_names_files_that_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    named = re.findall(r"`((?:Sources|Tests|specs|docs|scripts|examples)/[\w./+-]*)`", text)
    assert len(named) > 10
    missing = [name for name in named if not (ROOT / name).exists()]
    assert not missing


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_table_cells_have_at_most_30_words(path):
    wide = [
        f"{path.name}:{number}: {len(cell.split())} words"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.startswith("|")
        for cell in re.split(r"(?<!\\)\|", line)
        if len(cell.split()) > 30
    ]
    assert not wide


def test_texts_use_plain_words():
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    for folder in ("Sources", "specs", "docs", "examples", "scripts"):
        files += [file for file in (ROOT / folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    found = []
    for file in files:
        try:
            text = file.read_text()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            match = AVOIDED.search(line)
            if match:
                found.append(f"{file.relative_to(ROOT)}:{number}: {match.group()}")
    assert not found
