"""`python -m tests.simulation.mutants [NAME…]`: plants one bug after the other, and prints the seed that found each."""

import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.simulation.mutating import Mutant, copied, hunted, mutants

SHOWN_MAX = 160


def main(names: list[str]) -> int:
    chosen = [mutant for mutant in mutants() if not names or any(name in mutant.path.name for name in names)]
    jobs = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        trees: Queue[Path] = Queue()
        for job in range(jobs):
            trees.put(copied(Path(folder) / str(job)))

        def hunt(mutant: Mutant | None) -> str | None:
            tree = trees.get()
            try:
                return hunted(tree, mutant)
            finally:
                trees.put(tree)

        unharmed = pool.submit(hunt, None)  # a seed that fails anyway kills nothing
        killed = 0
        for mutant, found in zip(chosen, pool.map(hunt, chosen), strict=True):
            killed += found is not None
            print(f"{mutant.path.stem}: {f'killed by {found[:SHOWN_MAX]}' if found else 'ALIVE'} ({mutant.bug})", flush=True)
        if found := unharmed.result():
            print(f"the tree itself fails, so nothing is proven: {found}")
            return 1
    print(f"killed {killed} / {len(chosen)}")
    return 0 if killed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
