import pathlib
import sys

# The oracle and the generator of lines stand beside the tests.
sys.path.insert(0, str(pathlib.Path(__file__).parent))
