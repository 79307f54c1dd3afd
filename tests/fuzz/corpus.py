"""The inputs that are kept in text: what is interesting to begin with, and everything that once was a fault."""

import ast
from pathlib import Path

FOLDER = Path(__file__).with_name("corpus")


def inputs_of(target: str) -> list[bytes]:
    """Return a target's kept inputs: `corpus/<target>.txt` holds a bytes literal a line, and comments."""
    lines = (FOLDER / f"{target}.txt").read_text().splitlines()
    return [_bytes_in(line) for line in lines if line.strip() and not line.startswith("#")]


def _bytes_in(line: str) -> bytes:
    found = ast.literal_eval(line)
    assert isinstance(found, bytes)
    return found
