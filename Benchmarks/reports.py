"""The cost of each format of the reports, beside a plan that has nothing to show."""

import contextlib
import pathlib
import subprocess
import tempfile

from inputs import REGION, make_account
from measure import ENVIRONMENT, median, run




@contextlib.contextmanager
def served(rekon, projects, versions, live):
    """The URL of an account in the sandbox, and the folder of its YAML."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        yaml = make_account(folder, projects, versions, live)
        server = subprocess.Popen(
            [str(rekon), "sandbox", "serve", "--state", str(folder / "state.json")],
            stdout=subprocess.PIPE, text=True, env=ENVIRONMENT,
        )
        try:
            yield server.stdout.readline().split()[-1], yaml
        finally:
            server.terminate()
            server.wait()


def bench_reports(rekon, runs):
    small, large = 25, 100
    figures = {}
    for projects in (small, large):
        with contextlib.ExitStack() as accounts:
            places = {live: accounts.enter_context(served(rekon, projects, 100, live)) for live in LIVE}
            commands = [
                (live, name, [str(rekon), *report_arguments(words, *places[live])])
                for live in LIVE for name, words in REPORTS.items()
            ]
            for turn in range(runs + 1):
                for live, name, command in commands:
                    figure = run(command, ENVIRONMENT, allowed=(0, 2, 3))
                    if turn > 0:
                        figures.setdefault((projects, live, name), []).append(figure)
    plan = median(figures[large, "in sync", "plan text"], "user")
    print(f"\nuser CPU of each report on {large * 100:,} versions: the share that it adds to the plan in sync")
    print(f"({plan * 1000:.0f} ms), its growth from {small * 100:,} versions, which should be about {large // small} times,")
    print("and its peak of memory")
    print(f"  {'':16}" + "".join(f"{live:>42}" for live in LIVE))
    for name in REPORTS:
        row = f"  {name:16}"
        for live in LIVE:
            user = median(figures[large, live, name], "user")
            growth = user / median(figures[small, live, name], "user")
            memory = median(figures[large, live, name], "memory")
            row += f"{user * 1000:12.0f} ms {user / plan - 1:+6.2f} {growth:5.1f} times{memory:4.0f} MiB"
        print(row)
