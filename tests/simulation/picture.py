"""What a client knows of a document, from the wire alone; written after the protocol, not after the hub."""

from typing import Any

from hub.documents.digest import field_hash

Fields = dict[tuple[str, str], dict[str, Any]]
KINDS = {"STAFF": "staff", "SHIFT": "shift_type", "RULE": "rule", "PERIOD": "period", "SETTINGS": "settings"}


class WrongError(AssertionError):
    """The hub broke a promise."""


class Picture:
    """One document at a version: folds snapshots and changes [DC3, DC4], and holds every hash against its own [DC5]."""

    def __init__(self, workspace_id: str) -> None:
        self.workspace_id = workspace_id
        self.epoch = ""
        self.version = -1
        self.fields: Fields = {}

    @property
    def is_there(self) -> bool:
        return self.version >= 0

    @property
    def hash(self) -> str:
        return f"{hash_of(self.fields):016x}"

    def take_sync(self, version: int, payload: dict[str, Any]) -> None:
        if payload["mode"] == "snapshot":
            self.fields = self._snapshot(payload["document"], payload["snapshot"])
            self.epoch, self.version = payload["epoch"], version
        else:
            if payload["epoch"] != self.epoch:
                raise WrongError("a delta of another epoch")
            self._take(payload["changes"])
        self._check(version, payload["hash"])

    def take_changes(self, version: int, payload: dict[str, Any]) -> None:
        if payload["from_version"] != self.version:
            raise WrongError(f"CHANGES from {payload['from_version']} for a client at {self.version} [DC2]")
        self._take(payload["changes"])
        self._check(version, payload.get("hash"))

    def _take(self, changes: list[dict[str, Any]]) -> None:
        for change in changes:
            if change["version"] != self.version + 1:
                raise WrongError(f"version {change['version']} after {self.version} [DC2]")
            fold(self.fields, change["type"], change["payload"])
            self.version = change["version"]

    def _check(self, version: int, hash_there: str | None) -> None:
        if version != self.version:
            raise WrongError(f"the message says version {version}, its changes lead to {self.version}")
        if hash_there is not None and hash_there != self.hash:
            raise WrongError(f"hash {hash_there} at version {version}, the client computes {self.hash} [DC5]")

    def _snapshot(self, document: str, snapshot: dict[str, Any]) -> Fields:
        fields: Fields = {}
        if document == "workspace":
            put(fields, "settings", self.workspace_id, snapshot["settings"])
            for kind, name in (("staff", "staff"), ("shift_type", "shift_types"), ("rule", "rules")):
                for entity in snapshot[name]:
                    put(fields, kind, entity["id"], {key: value for key, value in entity.items() if key != "id"})
            for period in snapshot["periods"]:
                put(fields, "period", period["id"], {"listed": True, "archived": period["archived"]})
            return fields
        header = snapshot["period"]
        put(fields, "period", header["id"], {key: value for key, value in header.items() if key != "id"} | {"staff": snapshot["staff"]})
        cells, staff, dates = snapshot["cells"], snapshot["staff"], snapshot["dates"]
        for s, row in enumerate(cells["shift"]):
            for d, index in enumerate(row):
                put(fields, "cell", f"{staff[s]}/{dates[d]}", {"shift": None if index is None else snapshot["shifts"][index]})
        for s, d in cells["locked"]:
            put(fields, "cell", f"{staff[s]}/{dates[d]}", {"locked": True})
        for s, d, note in cells["notes"]:
            put(fields, "cell", f"{staff[s]}/{dates[d]}", {"note": note})
        return fields


def put(fields: Fields, kind: str, entity_id: str, values: dict[str, Any]) -> None:
    """Set fields; what is null or false is as good as none [DC5]."""
    entity = fields.setdefault((kind, entity_id), {})
    for name, value in values.items():
        if value is None or value is False:
            entity.pop(name, None)
        else:
            entity[name] = value
    if not entity:
        del fields[kind, entity_id]


def fold(fields: Fields, change_type: str, payload: dict[str, Any]) -> None:
    """Take one change's effect."""
    if payload.get("set") is not None:
        put(fields, payload.get("entity") or KINDS[change_type.split("_", maxsplit=1)[0]], payload["id"], payload["set"])
    for cell in payload.get("cells") or ():
        put(fields, "cell", f"{cell['staff_id']}/{cell['date']}", cell["set"])


def hash_of(fields: Fields) -> int:
    """Compute the state hash from nothing."""
    total = 0
    for (kind, entity_id), values in fields.items():
        for name, value in values.items():
            total += field_hash(kind, entity_id, name, value)  # type: ignore[arg-type]  # kinds come from the wire
    return total % 2**64
