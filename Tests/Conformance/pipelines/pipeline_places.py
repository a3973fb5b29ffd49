"""Where things are: a module of its own, since every folder of tests may have a conftest."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
REKON = os.environ.get("REKON", str(ROOT / ".build/debug/rekon"))
