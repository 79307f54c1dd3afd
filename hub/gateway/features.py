"""What a client may know of beyond the first version of the protocol: features, and which messages belong to them [EN5]."""

from collections.abc import Mapping
from typing import Final

FEATURE_OF: Final[Mapping[str, str]] = {"VIOLATIONS": "violations"}
"""The feature without which a type of message is not sent; types that aren't here go to everybody."""
NO_FEATURES: Final[frozenset[str]] = frozenset()
NAMED_MAX: Final = 32
"""Names of one handshake that are looked at."""

_KNOWN: Final = frozenset(FEATURE_OF.values())


def features_of(named: str) -> frozenset[str]:
    """Return the known ones of `?features=a,b`; others are ignored, as all that is unknown."""
    return _KNOWN.intersection(name.strip() for name in named.split(",", NAMED_MAX)[:NAMED_MAX])
