"""Whether the database answers."""


class Health:
    """The last word of commits and polls, and how many failed in a row."""

    def __init__(self) -> None:
        self.failures = 0

    @property
    def is_good(self) -> bool:
        """Whether the last one reached the database."""
        return self.failures == 0

    def answered(self) -> None:
        """Note that the database answered."""
        self.failures = 0

    def failed(self) -> int:
        """Note that it didn't; returns how often in a row."""
        self.failures += 1
        return self.failures
