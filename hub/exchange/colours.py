"""The page's nine shift colours in its light theme, for files: fill and text, as RRGGBB. A test holds them against theme.css."""

from typing import Final

PAIRS: Final[dict[str, tuple[str, str]]] = {
    "off": ("eff1f4", "535d6b"),
    "early": ("fcd490", "5a3300"),
    "day": ("b8d6f5", "08355c"),
    "late": ("bfaef0", "2f1573"),
    "night": ("383f6e", "ffffff"),
    "swing": ("90cebf", "04382e"),
    "on-call": ("efa0a4", "5c0a1f"),
    "leave": ("f3f4ee", "47430f"),
    "empty": ("ffffff", "1a2230"),
}
