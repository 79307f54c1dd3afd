"""All targets by name."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final, cast

NAMES: Final = ("codec", "frames", "upgrade", "tokens", "handshake", "conversation", "words", "reports", "roster", "instance", "inrc2")

Target = Callable[[bytes], None]
"""Takes any bytes; raises only when something is wrong."""


def target(name: str) -> Target:
    """Return a target; its module is imported only now, so that a fuzzer can instrument what it brings along."""
    return cast("Target", import_module(f"tests.fuzz.{name}").fuzz)


def targets() -> Mapping[str, Target]:
    """Return all of them."""
    return {name: target(name) for name in NAMES}
