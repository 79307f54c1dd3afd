"""What Prometheus reads: solves by state and by end."""

from collections import Counter

from shared.problem import Event, Failed, Result
from solver_service.slots import Slots


class Metrics:
    """Counts the ends of solves since the start."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._ends: Counter[str] = Counter()

    def count(self, event: Event) -> None:
        """Take the last event of a solve; others are passed over."""
        if isinstance(event, Result):
            self._ends[event.solution.status] += 1
        elif isinstance(event, Failed):
            self._ends[f"failed_{event.code}"] += 1

    def text(self) -> str:
        """Return the exposition format, version 0.0.4."""
        lines = [
            "# HELP solver_solves_running Solves that have a slot.",
            "# TYPE solver_solves_running gauge",
            f"solver_solves_running {self._slots.running_count}",
            "# HELP solver_solves_waiting Solves that wait for a slot.",
            "# TYPE solver_solves_waiting gauge",
            f"solver_solves_waiting {self._slots.waiting_count}",
            "# HELP solver_solves_total Solves that ended, by end.",
            "# TYPE solver_solves_total counter",
            *(f'solver_solves_total{{end="{end}"}} {count}' for end, count in sorted(self._ends.items())),
        ]
        return "\n".join(lines) + "\n"
