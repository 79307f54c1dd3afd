"""A file system of a few megabytes, which a test can fill up."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

BLOCK_BYTES = 4_096


@contextlib.contextmanager
def small_disk(folder: Path, *, size_mb: int) -> Iterator[Path]:
    """Mount one at `folder`. Skips where we may not."""
    if os.geteuid() != 0:
        pytest.skip("root only: mounts a file system")
    folder.mkdir(mode=0o711)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=0711", "tmpfs", str(folder)], check=False, capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"root only: mounts a file system ({mounted.stderr.strip()})")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(disk: Path) -> Path:
    """Leave not a single block; the file that holds them all."""
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        for size in (1_000 * BLOCK_BYTES, BLOCK_BYTES, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass
    return filler
