"""Seeds that failed once."""

from pathlib import Path

SEEDS = Path(__file__).with_name("seeds.txt")


def old_seeds() -> list[int]:
    """Return them; `seeds.txt` says what each found."""
    return [int(line.split()[0]) for line in SEEDS.read_text().splitlines() if line.strip() and not line.startswith("#")]
