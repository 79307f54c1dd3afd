"""A program that edits over HTTP, and repeats what broke off with its key."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import asyncpg
import httpx2

from tests.cluster.record import Door, Roster, User
from tests.simulation.picture import WrongError

PAUSE_S = 0.02
BACKOFF_S = 0.1
TIMEOUT_S = 10.0
OURS = "SELECT operation_id, version FROM operations WHERE workspace_id = $1 AND operation_id LIKE 'call-%'"


@dataclass
class Caller:
    """Writes one note after the other."""

    door: Door
    """Behind TLS."""
    user: User
    roster: Roster
    random: Random
    versions: dict[str, int] = field(default_factory=dict)
    """What each operation became, by its key."""
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    """Calls that ended without an answer."""

    async def call(self, count: int) -> None:
        """Do so many, each until it is answered."""
        headers = {"authorization": f"Bearer {self.user.token}"}
        assert self.door.tls is not None
        async with httpx2.AsyncClient(base_url=self.door.url, verify=self.door.tls, headers=headers, timeout=TIMEOUT_S) as http:
            for _ in range(count):
                await self._one(http, f"call-{self.random.getrandbits(64):016x}")
                await asyncio.sleep(PAUSE_S)

    async def _one(self, http: httpx2.AsyncClient, key: str) -> None:
        cell = {"staff_id": self.random.choice(self.roster.staff), "date": self.random.choice(self.roster.dates), "set": {"note": key}}
        body = {"type": "CELL_UPDATE", "payload": {"period_id": self.roster.id, "cells": [cell]}}
        while (answer := await self._tried(http, key, body)) is None:
            await asyncio.sleep(BACKOFF_S)
        self.versions[key] = answer["version"]

    async def _tried(self, http: httpx2.AsyncClient, key: str, body: Any) -> Any:
        try:
            response = await http.post(f"/api/v1/periods/{self.roster.id}/operations", json=body, headers={"idempotency-key": key})
        except httpx2.TransportError:
            self.broken += 1
            return None
        self.statuses[response.status_code] += 1
        if response.status_code == 200:
            return response.json()
        if response.json()["temporary"]:
            return None
        raise WrongError(f"refused: {response.text}")

    async def kept(self, dsn: str) -> None:
        """Raise WrongError unless each operation is in the log once, as the version that was answered."""
        connection = await asyncpg.connect(dsn)
        try:
            rows = await connection.fetch(OURS, self.user.workspace_id)
        finally:
            await connection.close()
        there = [(row["operation_id"], row["version"]) for row in rows if row["operation_id"] in self.versions]
        if sorted(there) != sorted(self.versions.items()):
            raise WrongError("what was answered over HTTP is not what the log holds")
