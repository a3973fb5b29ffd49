"""What scripts/manual writes: manual pages that two readers take, and completions that complete."""

import json
import os
import pathlib
import re
import subprocess

import pytest

from support.rekon import REKON, ROOT

BIN = pathlib.Path(REKON).parent


@pytest.fixture(scope="module")
def share(tmp_path_factory):
    prefix = tmp_path_factory.mktemp("prefix")
    subprocess.run(
        [ROOT / "scripts/manual", prefix, REKON], check=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1795000000"},
    )
    return prefix / "share"


def commands():
    """Every command of the program, with its words."""
    root = json.loads(subprocess.run([REKON, "--experimental-dump-help"], capture_output=True, check=True).stdout)["command"]

    def walk(words, command):
        yield words, command
        for entry in command.get("subcommands", []):
            if entry["commandName"] != "help":
                yield from walk([*words, entry["commandName"]], entry)

    return [pytest.param(words, command, id="-".join(words)) for words, command in walk(["rekon"], root)]


def shown(page):
    text = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=78", page], capture_output=True, text=True, check=True)
    # Bold and underlined as a typewriter has them.
    return re.sub(".\b", "", text.stdout)


@pytest.mark.parametrize(("words", "command"), commands())
def test_page(words, command, share):
    page = share / "man/man1" / f"{'-'.join(words)}.1"
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True)
    assert lint.stdout + lint.stderr == ""
    text = shown(page)
    flat = " ".join(text.split())
    for heading in ("NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"):
        assert f"\n{heading}\n" in text
    assert "2026-11-18" in text, "the date that was given"
    for argument in command.get("arguments", []):
        if not argument.get("shouldDisplay", True):
            continue
        for name in argument.get("names", []):
            assert f"{'--' if name['kind'] == 'long' else '-'}{name['name']}" in flat
        assert " ".join(argument["abstract"].replace("`", "").split()) in flat
    for line in command["discussion"].partition("EXAMPLES\n")[2].splitlines():
        assert line.strip() in text, "as it is typed"
    for code in (("0", "1", "2", "3", "4", "5") if words == ["rekon"] else ("0", "1", "64")):
        assert re.search(rf"\n +{code} ", text)


def test_each_command_has_a_page_and_each_page_a_command(share):
    pages = {path.stem for path in (share / "man/man1").iterdir()}
    assert pages == {"-".join(parameter.values[0]) for parameter in commands()}


def test_nothing_in_a_text_is_an_instruction(tmp_path):
    code = (ROOT / "scripts/manual").read_text().replace('if __name__ == "__main__":\n    main()\n', "")
    space = {"__file__": str(ROOT / "scripts/manual")}
    exec(compile(code, "manual", "exec"), space)
    assert space["prose"](".so /etc/passwd") == "\\&.so /etc/passwd" or space["prose"](".so x").startswith("\\&.")
    assert space["escaped"]("a\\n-b\n.TH") == "a\\en\\-b\n\\&.TH"


# Completions


@pytest.mark.parametrize(("words", "command"), commands())
def test_what_has_a_few_values_completes_them(words, command):
    for argument in command.get("arguments", []):
        if values := argument.get("allValues"):
            assert argument["completionKind"]["list"]["values"] == values


def test_bash(share, tmp_path):
    """A real bash completes, as if Tab was pressed after each line."""
    (tmp_path / "models.yaml").write_text("")

    def complete(line):
        words = line.split(" ")
        script = share / "bash-completion/completions" / words[0]
        assert subprocess.run(["bash", "-n", script], capture_output=True).stderr == b""
        quoted = " ".join(f"'{word}'" for word in words)
        result = subprocess.run(
            ["bash", "--norc", "-c", f"""
                source '{script}'
                COMP_WORDS=({quoted}) COMP_CWORD={len(words) - 1} COMP_LINE='{line}' COMP_POINT={len(line)}
                function_name=$(complete -p {words[0]} | sed -E 's/.*-F ([^ ]+).*/\\1/')
                "$function_name" {words[0]} '{words[-1]}' '{words[-2]}' 2>/dev/null
                printf '%s\\n' "${{COMPREPLY[@]}}"
            """],
            capture_output=True, text=True, cwd=tmp_path, env={"PATH": f"{BIN}:{os.environ['PATH']}"},
        )
        return set(result.stdout.split())

    assert {"plan", "apply", "wait", "validate"} <= complete("rekon ")
    assert complete("rekon pl") == {"plan"}
    assert {"--out", "--detailed-exitcode", "--target"} <= complete("rekon plan --")
    assert complete("rekon plan --format js") == {"json"}
    assert complete("rekon sandbox se") == {"seed", "serve"}
    assert complete("rekon plan mo") == {"models.yaml"}
    assert {"--port", "--assumable-role"} <= complete("rekon-sandbox --")


@pytest.mark.parametrize("name", ["rekon", "rekon-sandbox"])
def test_zsh(share, name):
    """A real zsh loads it as a completion function, under a terminal of its own."""
    script = share / f"zsh/site-functions/_{name}"
    assert subprocess.run(["zsh", "-n", script], capture_output=True).stderr == b""
    assert script.read_text().startswith(f"#compdef {name}\n")
    loaded = subprocess.run(
        ["zsh", "-f", "-c", f"fpath=('{script.parent}' $fpath); autoload -U compinit; compinit -u -D; "
         f"print -r -- ${{_comps[{name}]}}; autoload +X _{name} && print loaded"],
        capture_output=True, text=True, env={"PATH": os.environ["PATH"], "HOME": str(share)},
    )
    assert loaded.stdout.split() == [f"_{name}", "loaded"], loaded.stderr


def test_fish(share, tmp_path):
    """fish completes without a terminal: `complete -C` says what Tab would offer."""

    def complete(line):
        script = share / f"fish/vendor_completions.d/{line.split()[0]}.fish"
        assert subprocess.run(["fish", "--no-execute", script], capture_output=True).stderr == b""
        result = subprocess.run(
            ["fish", "--no-config", "-c", f"source '{script}'; complete -C '{line}'"],
            capture_output=True, text=True, cwd=tmp_path,
            env={"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(tmp_path)},
        )
        return {line.split("\t")[0] for line in result.stdout.splitlines()}

    assert {"plan", "apply", "wait", "validate"} <= complete("rekon ")
    assert {"--out", "--detailed-exitcode"} <= complete("rekon plan --")
    assert "json" in complete("rekon plan --format js")
    assert {"seed", "serve"} <= complete("rekon sandbox se")
    assert {"--port", "--assumable-role"} <= complete("rekon-sandbox --")


# Help


def test_help_of_plan_has_titles_and_whole_examples():
    """The golden file is read by a person: REKON_RECORD=1 writes it from the program."""
    golden = ROOT / "Tests/Conformance/manual/plan-help.txt"
    text = subprocess.run([REKON, "plan", "--help"], capture_output=True, text=True, check=True).stdout
    if os.environ.get("REKON_RECORD"):
        golden.write_text(text)
    assert text == golden.read_text()


@pytest.mark.parametrize(("words", "command"), commands())
def test_help_in_a_narrow_terminal(words, command):
    """A real terminal of 40 columns."""
    script = f"stty cols 40; exec {' '.join([REKON, *words[1:], '--help'])}"
    result = subprocess.run(
        ["script", "--quiet", "--return", "--command", script, "/dev/null"], capture_output=True, text=True, check=True,
    )
    lines = result.stdout.replace("\r", "").splitlines()
    examples = command["discussion"].partition("EXAMPLES\n")[2].splitlines()
    start = lines.index("EXAMPLES") + 1
    assert lines[start : start + len(examples)] == examples
