"""Runs seeds, prints those that fail and what was survived; `--seed N --trace` shows one, line by line."""

import argparse
import os
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.simulation.run import run
from tests.simulation.seeds import old_seeds
from tests.simulation.transcript import write
from tests.simulation.weather import FAULTS

SHARE = 50
SHOWN_MAX = 400
TRANSCRIPT_BYTES_MAX = 60_000


class Tally(NamedTuple):
    """What came of a share of seeds."""

    failing: dict[int, str]
    faults: Counter[str]
    versions: int


def tally(seeds: range) -> Tally:
    """Run seeds."""
    failing: dict[int, str] = {}
    faults, versions = Counter[str](), 0
    for seed in seeds:
        try:
            world = run(seed)
        except Exception as error:  # noqa: BLE001 - all failing seeds are wanted
            failing[seed] = f"{type(error).__name__}: {error}"
        else:
            faults.update(world.weather.counts)
            versions += sum(document.version for document in world.database.documents.values())
    return Tally(failing, faults, versions)


def show(seed: int, *, is_traced: bool) -> int:
    """Run one seed, and say what happened."""
    try:
        world = run(seed, print if is_traced else None)
    except Exception:  # noqa: BLE001 - a process's root
        traceback.print_exc()
        return 1
    print(f"seed {seed} passes, survived: {dict(world.weather.counts)}")
    return 0


def hunt(first: int, count: int) -> int:
    """Run seeds until one fails, those first that failed once, and say which."""
    for seed in (*old_seeds(), *range(first, first + count)):
        if failing := tally(range(seed, seed + 1)).failing:
            print(f"seed {seed}: {failing[seed].splitlines()[0]}")
            return 1
    return 0


def show_many(first: int, count: int, jobs: int) -> int:
    """Run many seeds on several cores."""
    shares = [range(start, min(start + SHARE, first + count)) for start in range(first, first + count, SHARE)]
    failing: list[int] = []
    faults, versions, done = Counter[str](), 0, 0
    begin = time.monotonic()
    with ProcessPoolExecutor(jobs) as pool:
        for share, found in zip(shares, pool.map(tally, shares), strict=True):
            for seed, words in found.failing.items():
                failing.append(seed)
                print(f"seed {seed}: {words[:SHOWN_MAX]}", flush=True)
            faults.update(found.faults)
            versions += found.versions
            done += len(share)
            if done % 1000 < SHARE:
                print(f"{done} of {count} in {time.monotonic() - begin:.0f} s, failing: {failing or 'none'}", flush=True)
    print(f"{count} seeds in {time.monotonic() - begin:.0f} s, {versions} versions, survived: {dict(sorted(faults.items()))}")
    if never := [fault for fault in FAULTS if not faults[fault]]:
        print(f"never happened: {', '.join(never)}")
    print(f"failing: {', '.join(map(str, failing)) or 'none'}")
    return 1 if failing else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="seeds to run")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--seed", type=int, help="run this one alone")
    parser.add_argument("--trace", action="store_true", help="with --seed: print what happens")
    parser.add_argument("--hunt", action="store_true", help="stop at the first that fails, and print nothing else")
    parser.add_argument("--transcripts", type=Path, help="write what clients heard into this folder, for the page's own sync core")
    given = parser.parse_args()
    if given.seed is not None:
        return show(given.seed, is_traced=given.trace)
    if given.transcripts is not None:
        seeds = range(given.first, given.first + given.count)
        print(f"{write(given.transcripts, seeds, TRANSCRIPT_BYTES_MAX)} transcripts in {given.transcripts}")
        return 0
    if given.hunt:
        return hunt(given.first, given.count)
    return show_many(given.first, given.count, given.jobs)


if __name__ == "__main__":
    sys.exit(main())
