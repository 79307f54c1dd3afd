"""Compilation of numeric code, kept on disk from one process to the next."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
import structlog

Function = TypeVar("Function", bound=Callable[..., Any])
log = structlog.get_logger()

_ROOM = Path(__file__).parent
_CONFIG: Any = numba.config


def _keep_on_disk() -> bool:
    """Choose the folder for compiled code, one for each state of this room's source; False where no folder can be written.

    Numba looks at the file of a function alone, and would keep what was compiled with another file's older function inside.
    """
    digest = hashlib.blake2b(digest_size=8)
    for source in sorted(_ROOM.glob("*.py")):
        digest.update(source.read_bytes())
    if not _CONFIG.CACHE_DIR:
        folder = _ROOM / "__pycache__"
        if not os.access(folder if folder.exists() else _ROOM, os.W_OK):
            folder = Path.home() / ".cache" / "rosterhub"
        _CONFIG.CACHE_DIR = str(folder / f"compiled-{digest.hexdigest()}")
    try:
        Path(_CONFIG.CACHE_DIR).mkdir(parents=True, exist_ok=True)
        is_kept = os.access(_CONFIG.CACHE_DIR, os.W_OK)
    except OSError:
        is_kept = False
    if not is_kept:
        log.warning("search.compiled_code_not_kept", folder=_CONFIG.CACHE_DIR)
    return is_kept


_IS_KEPT = _keep_on_disk()


def compiled(function: Function) -> Function:
    """Compile `function` when it is first called with some types; it runs without the interpreter's lock."""
    made: Any = numba.njit(cache=_IS_KEPT, nogil=True, error_model="numpy")
    found: Function = made(function)
    return found
