"""Checks docs/model/commit.pml with spin: no fault breaks the protocol, and each planted mistake does. `make model`."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

MODEL: Final = Path(__file__).parents[1] / "docs" / "model" / "commit.pml"
LIMIT_S: Final = 600
DEPTH_MAX: Final = 200_000
FAST: Final = "-O1"
"""For long searches; else compiling takes longer than searching."""
PROGRAMS: Final = ("spin", "cc")

FAULTS: Final = {
    "connections break": ("CUTS=1",),
    "replicas die": ("CRASHES=1",),
    "the standby takes over": ("FAILOVERS=1",),
    "a backup is restored": ("RESTORES=1",),
    "three replicas": ("REPLICAS=3",),
}
"""What befalls the protocol in each run; clients lose patience, and answers get lost, in all of them."""
DEEP: Final = {
    "connections break twice": ("CUTS=2",),
    "a connection breaks and the standby takes over": ("CUTS=1", "FAILOVERS=1"),
    "a connection breaks and a replica dies": ("CUTS=1", "CRASHES=1"),
}
"""Longer runs: half a minute each, half a gigabyte."""
MISTAKES: Final = {
    "NO_KNOWN_CHECK": (),
    "NO_VERSION_COMPARE": (),
    "NO_EPOCH_COMPARE": ("RESTORES=1",),
    "ACKS_BEFORE_THE_COMMIT": (),
    "ACKS_BEFORE_THE_STANDBY": ("FAILOVERS=1",),
    "REFUSES_WITHOUT_THE_LOG": (),
    "LOADS_WITHOUT_DOUBT": ("FAILOVERS=1",),
    "FORGETS_TO_FLAG": (),
}
"""Each is an #ifdef of the model, with the faults that it needs to show."""


class Checked(NamedTuple):
    """What spin found: the states that it went through, and what it says was violated, if anything."""

    states: int
    violation: str | None


def missing() -> list[str]:
    """Return which programs aren't there."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


def checked(*defines: str, optimise: str = "-O0") -> Checked:
    """Go through every state of the model. Raises RuntimeError where it can't be built, or the search isn't whole."""
    with tempfile.TemporaryDirectory() as folder:
        _run(folder, "spin", *(f"-D{define}" for define in defines), "-a", str(MODEL))
        _run(folder, "cc", optimise, "-DSAFETY", "-DCOLLAPSE", "-o", "pan", "pan.c")
        said = _run(folder, "./pan", f"-m{DEPTH_MAX}", "-w22")
    found = re.search(r"errors: (\d+)\n\s*(\d+) states, stored", said)
    if found is None or "max search depth too small" in said:
        raise RuntimeError(said)
    violation = re.search(r"^pan:\d+: (.*?)(?: \(at depth \d+\))?$", said, re.MULTILINE)
    return Checked(int(found[2]), violation[1] if violation is not None else None)


def _run(folder: str, *command: str) -> str:
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=LIMIT_S)
    if ended.returncode != 0:
        raise RuntimeError(f"{command[0]}: {ended.stdout}{ended.stderr}")
    return ended.stdout


def main(*, deep: bool) -> int:
    """Print a line a run; return the exit status."""
    if lacking := missing():
        print(f"model: {' and '.join(lacking)} not found: on Debian, apt-get install spin gcc", file=sys.stderr)
        return 1
    errors = missed = 0
    for faults, defines in (FAULTS | (DEEP if deep else {})).items():
        found = checked(*defines, optimise=FAST)
        errors += found.violation is not None
        print(f"{faults}: {found.states} states, {found.violation or 'no errors'}")
    for mistake, defines in MISTAKES.items():
        found = checked(mistake, *defines)
        missed += found.violation is None
        print(f"with {mistake}: {'NOT FOUND' if found.violation is None else found.violation}")
    print(f"model: {errors or 'no'} errors; {len(MISTAKES) - missed} of {len(MISTAKES)} mistakes found")
    return 1 if errors or missed else 0


if __name__ == "__main__":
    sys.exit(main(deep="deep" in sys.argv[1:]))
