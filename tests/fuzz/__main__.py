"""`python -m tests.fuzz TARGET… [--seconds N]`: a coverage-guided fuzzer on each target in turn; exit 1 when one found a fault."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.corpus import inputs_of
from tests.fuzz.targets import NAMES, target

KEPT = Path(".cache") / "fuzz"
"""What was found interesting, so that the next run begins where this one ends."""
INPUT_BYTES_MAX = 4_096
HANG_S = 25  # one input, on a busy machine
MEMORY_MB = 2_048
INSTRUMENTED = ["hub", "shared", "jwt"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of {', '.join(NAMES)}; all of them, if none is named")
    parser.add_argument("--seconds", type=int, default=30, help="for each target")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if unknown := set(asked.targets) - set(NAMES):
        parser.error(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if asked.here:
        return fuzz_here(asked.targets[0], asked.seconds)
    failed = [name for name in asked.targets or NAMES if run_apart(name, asked.seconds) != 0]
    if failed:
        print(f"faults in {', '.join(failed)}: add the input, printed above, to tests/fuzz/corpus", file=sys.stderr)
    return 1 if failed else 0


def run_apart(name: str, seconds: int) -> int:
    """Fuzz one target in a process of its own: the fuzzer ends it as it likes."""
    print(f"fuzzing {name} for {seconds} s", flush=True)
    command = [sys.executable, "-m", "tests.fuzz", name, "--seconds", str(seconds), "--here"]
    return subprocess.run(command, check=False).returncode


def fuzz_here(name: str, seconds: int) -> int:
    try:
        import atheris  # noqa: PLC0415 - not on every platform
    except ImportError:
        print("atheris isn't installed: `make fuzz` installs it, on Linux x86-64 (there is none for other platforms)", file=sys.stderr)
        return 1
    with atheris.instrument_imports(include=INSTRUMENTED, enable_loader_override=False):
        fuzz = target(name)

    def test_one_input(data: bytes) -> None:
        try:
            fuzz(data)
        except Exception:
            print(f"\nthis input to {name} is a fault:\n{data!r}\n", file=sys.stderr, flush=True)
            raise

    found = KEPT / name
    found.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(inputs_of(name)):
            (Path(folder) / f"kept-{number}").write_bytes(seed)
        options = [f"-max_total_time={seconds}", f"-max_len={INPUT_BYTES_MAX}", f"-timeout={HANG_S}", f"-rss_limit_mb={MEMORY_MB}"]
        quiet = ["-print_final_stats=1", "-verbosity=0", f"-artifact_prefix={folder}/"]
        atheris.Setup([sys.argv[0], *options, *quiet, str(found), folder], test_one_input)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
