"""Judges a log by the protocol: whether each version is what its operation, its base and the strategy make of what stood before."""

from collections.abc import Mapping
from typing import Any

from hub.documents.record import Change, OperationKey
from hub.store.memory import Document
from hub.store.rows import operation_key
from tests.simulation.history import Field, History, Values, changed, fields_of, plain
from tests.simulation.picture import KINDS, WrongError
from tests.simulation.sent import Sent
from tests.simulation.solving import Solving
from tests.simulation.taking_back import Stacks

MERGED_NOTES = {"Bring keys", "Bring keys at 8", "Bring the keys", "Bring the keys at 8"}
DEFAULT = "last_writer_wins"


class Judge:
    """One document's log, version by version. `workspace_strategies`: all that held there at some time; a replica may be behind."""

    def __init__(
        self, document: Document, sent: Mapping[OperationKey, Sent], solving: Solving, workspace_strategies: frozenset[str]
    ) -> None:
        self.history = History()
        self._document = document
        self._sent = sent
        self._solving = solving
        self._workspace_strategies = workspace_strategies
        self._stacks: dict[str, Stacks] = {}

    def judge(self) -> None:
        for entry in self._document.log:
            change = entry.change
            if change.version == 1 and self._document.key.kind == "period":  # its creation, judged in the workspace's document
                self.history.take(change)
                continue
            stacks = self._stacks.setdefault(change.author.user_id, Stacks())
            self._judge(change, fields_of(change.effect), stacks)
            self.history.take(change)
            stacks.take(change)
            self._refuse_homeless(change.version)

    def strategies(self) -> frozenset[str]:
        """Those by which the next operation may be resolved."""
        key = self._document.key
        if key.kind == "workspace":
            return frozenset({self.history.value("settings", key.id, "strategy") or DEFAULT})
        own = self.history.value("period", key.id, "strategy")
        return frozenset({own}) if own else self._workspace_strategies

    def _judge(self, change: Change, effect: Values, stacks: Stacks) -> None:
        for field, value in effect.items():
            if self.history.now(field).value == value:
                raise WrongError(f"version {change.version} says that {field} changed, and it did not [DC4]")
        if change.type in {"UNDO", "REDO"}:
            expected, left = stacks.expected(change, self.history, self._document.key.id)
            self._expect(change, effect, expected)
            if left != (change.outcome == "merged"):
                raise WrongError(f"version {change.version} left fields: {left}, its author was told {change.outcome} [UN1]")
        elif change.type == "APPLY_SOLUTION":
            self._judge_solution(change, effect)
        elif (sent := self._sent.get(operation_key(change.author))) is not None:
            self._judge_edit(change, effect, sent.message)

    def _expect(self, change: Change, effect: Values, expected: Values) -> None:
        if effect != expected:
            raise WrongError(f"version {change.version} ({change.type}) did {effect}, and should have done {expected}")

    def _judge_edit(self, change: Change, effect: Values, message: dict[str, Any]) -> None:
        if change.type != message["type"] and message["type"] != "CONFLICT_RESOLVE":
            raise WrongError(f"version {change.version} is a {change.type}, and a {message['type']} was sent")
        if change.type not in JUDGED or message["type"] == "CONFLICT_RESOLVE":
            return None
        wanted = wanted_by(message, self._document.key.workspace_id)
        conflicts = {field for field in wanted if self._conflicts(change, field, wanted[field], message.get("version"))}
        full = changed(self.history, wanted)
        done = {field: value for field, value in effect.items() if field in wanted}  # cells of people who leave go with them
        if not conflicts:
            return self._expect(change, done, full)
        strategies = self.strategies()
        if DEFAULT in strategies and done == full:
            return None
        if "merge" in strategies and self._is_merged(done, full, conflicts):
            return None
        raise WrongError(f"version {change.version} ({change.type}) did {effect} over {conflicts} under {sorted(strategies)} [CF2]")

    def _conflicts(self, change: Change, field: Field, value: Any, base: int | None) -> bool:
        stood = self.history.now(field)
        own = (change.author.user_id, change.author.client_id)
        return base is not None and stood.version > base and stood.value != value and stood.by != own

    @staticmethod
    def _is_merged(done: Values, full: Values, conflicts: set[Field]) -> bool:
        """All but the conflicting fields is done; of these only what can be merged."""
        rest = {field: value for field, value in full.items() if field not in conflicts}
        if {field: value for field, value in done.items() if field not in conflicts} != rest:
            return False
        merged = {field: value for field, value in done.items() if field in conflicts}
        return all(
            field[0] != "cell" or (field[2] == "note" and (value is None or value in MERGED_NOTES)) for field, value in merged.items()
        )

    def _judge_solution(self, change: Change, effect: Values) -> None:
        run, solved, mode = self._solving.runs[change.author.operation_id]
        found = {
            ("cell", f"{person}/{date}", "shift"): shift
            for person, row in zip(solved.staff_ids, solved.grid, strict=True)
            for date, shift in zip(solved.dates, row, strict=True)
        }
        for field, value in effect.items():
            stood = self.history.now(field)
            if found.get(field, "no such cell") != value:
                raise WrongError(f"version {change.version} sets {field} to {value}, which {run.id} did not find")
            if self.history.value("cell", field[1], "locked"):
                raise WrongError(f"version {change.version} moves {field}, which is locked [RN5]")
            if mode == "merge" and solved.epoch == self._document.epoch and stood.version > solved.base_version:
                raise WrongError(f"version {change.version} moves {field}, which people changed since [RN5]")

    def _refuse_homeless(self, version: int) -> None:
        key = self._document.key
        if key.kind != "period":
            return
        staff = self.history.value("period", key.id, "staff")
        for (kind, cell, _), _value in self.history.standing():
            if kind == "cell" and cell.split("/")[0] not in staff:
                raise WrongError(f"version {version} leaves {cell}, which is nobody's")


JUDGED = {"CELL_UPDATE", "STAFF_UPDATE", "SETTINGS_UPDATE", "PERIOD_UPDATE"}


def wanted_by(message: dict[str, Any], workspace_id: str) -> Values:
    """The fields that a message sets, as values of the log."""
    payload, kind = message["payload"], message["type"]
    if kind == "CELL_UPDATE":
        return {
            ("cell", f"{cell['staff_id']}/{cell['date']}", name): plain(value)
            for cell in payload["cells"]
            for name, value in cell["set"].items()
        }
    entity = KINDS[kind.split("_", maxsplit=1)[0]]
    return {(entity, payload.get("id", workspace_id), name): value for name, value in payload["set"].items()}
