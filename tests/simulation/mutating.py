"""Plants deliberate bugs in copies of the tree, to prove that the simulation bites.

Each is a unified diff in `mutants/`, a comment that says it in its first line. Its lines are found by what they are, wherever they stand.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MUTANTS = Path(__file__).with_name("mutants")
PACKAGES = ("shared", "hub", "tests/support", "tests/simulation")
SEEDS_MAX = 400
HUNT_S = 240  # a bug that makes everybody wait for ever is killed by the clock


class DoesNotApplyError(Exception):
    """The code that a mutant changes is not there, or there twice."""


@dataclass(frozen=True)
class Mutant:
    """A deliberate bug."""

    path: Path

    @property
    def bug(self) -> str:
        """What it breaks, in words."""
        return self.path.read_text().splitlines()[0].removeprefix("#").strip()

    def hunks(self) -> Iterator[tuple[str, str, str]]:
        """Yield (file, old text, new text), context included."""
        file, old, new = "", list[str](), list[str]()
        for line in [*self.path.read_text().splitlines(keepends=True)[1:], "@@"]:
            if line.startswith(("@@", "--- ")) and (old or new):
                yield file, "".join(old), "".join(new)
                old, new = [], []
            if line.startswith("+++ b/"):
                file = line.removeprefix("+++ b/").strip()
            elif line.startswith((" ", "-")) and not line.startswith("--- "):
                old.append(line[1:])
            if line.startswith((" ", "+")) and not line.startswith("+++ "):
                new.append(line[1:])

    def applied(self, root: Path) -> dict[Path, str]:
        """Return the changed files of a tree. Raises DoesNotApplyError."""
        changed: dict[Path, str] = {}
        for file, old, new in self.hunks():
            path = root / file
            text = changed.get(path) or path.read_text()
            if text.count(old) != 1:
                raise DoesNotApplyError(f"{self.path.name}: {file} has its lines {text.count(old)} times:\n{old}")
            changed[path] = text.replace(old, new)
        return changed


def mutants() -> list[Mutant]:
    """Return all, in order."""
    return [Mutant(path) for path in sorted(MUTANTS.glob("*.diff"))]


def copied(folder: Path) -> Path:
    """Copy the packages that a simulation needs."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "transcripts"))
    return folder


def hunted(root: Path, mutant: Mutant | None, seeds: int = SEEDS_MAX) -> str | None:
    """Run seeds in a copied tree with a bug in it; return how the bug was found, None if it was not."""
    changed = {} if mutant is None else mutant.applied(root)
    before = {path: path.read_text() for path in changed}
    try:
        for path, text in changed.items():
            path.write_text(text)
        environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "tests.simulation", "--hunt", "--count", str(seeds)]
        done = subprocess.run(command, cwd=root, env=environment, timeout=HUNT_S, capture_output=True, text=True, check=False)
    except subprocess.TimeoutExpired:
        return f"nothing ends within {HUNT_S} s"
    finally:
        for path, text in before.items():
            path.write_text(text)
    if done.returncode not in {0, 1}:
        raise AssertionError(f"{mutant}: the hunt itself failed:\n{done.stderr}")
    return done.stdout.strip() if done.returncode == 1 else None
