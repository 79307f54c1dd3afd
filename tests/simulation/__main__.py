"""`python -m tests.simulation COUNT [FIRST]`: runs seeds, prints those that fail, and what was survived."""

import sys
import time
import traceback
from collections import Counter

from tests.simulation.run import run

ANSWER_EVERY = 100


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    failing, faults, versions = [], Counter[str](), 0
    begin = time.monotonic()
    for seed in range(first, first + count):
        try:
            world = run(seed)
        except Exception as error:  # noqa: BLE001 - a process's root
            failing.append(seed)
            print(f"seed {seed}: {type(error).__name__}: {error}", flush=True)
            if count == 1:
                traceback.print_exc()
        else:
            faults.update(world.faults)
            versions += sum(document.version for document in world.database.documents.values())
        if (seed - first + 1) % ANSWER_EVERY == 0:
            print(f"{seed - first + 1} of {count} in {time.monotonic() - begin:.0f} s, failing: {failing or 'none'}", flush=True)
    print(f"{count} seeds, {versions} versions, survived: {dict(faults)}; failing: {failing or 'none'}")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
