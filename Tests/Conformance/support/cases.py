"""Loads the scripts that write the cases of botocore: several folders have a `make_cases.py`."""

import importlib.util
import pathlib


def load_make_cases(test_file):
    """The module `make_cases.py` beside a test file."""
    path = pathlib.Path(test_file).with_name("make_cases.py")
    specification = importlib.util.spec_from_file_location(f"make_cases_of_{path.parent.name}", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
