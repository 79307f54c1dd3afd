"""The solver service's settings, read once from the environment."""

import ipaddress
import os
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TIME_LIMIT_DEFAULT_S = 30.0
"""For requests that name none [solver.md, "Service"]."""


class SettingsError(Exception):
    """A setting can't be used; the message has one line a setting: its name, its value and what is wanted."""


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Settings(BaseSettings):
    """Every variable, its default and what it is for. Frozen; passed as an argument."""

    model_config = SettingsConfigDict(env_prefix="SOLVER_", frozen=True, extra="ignore")

    host: Annotated[str, Field(min_length=1, description="the address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535, description="the port to listen on; 0: any free one")] = 8100
    token: Annotated[SecretStr | None, Field(description="what callers must send as `Authorization: Bearer …`; required off loopback")] = (
        None
    )
    slots: Annotated[int, Field(ge=1, le=64, description="how many solves run at the same time")] = 1
    workers: Annotated[int, Field(ge=1, le=64, description="threads of a solve that asks for none, and the most that one gets")] = Field(
        default_factory=cores
    )
    memory_mb: Annotated[
        int, Field(ge=256, le=1_048_576, description="resident memory of one solve, in MiB; above it the solve is ended")
    ] = 2048
    time_limit_max_s: Annotated[
        float, Field(gt=0, le=86_400, description="the longest time limit that a request may ask for, in seconds")
    ] = 3600

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in values.items() if value != ""}

    @model_validator(mode="after")
    def _guarded_off_loopback(self) -> "Settings":
        if self.token is None and not is_loopback(self.host):
            raise ValueError(f"SOLVER_TOKEN is not set: a token is wanted where SOLVER_HOST is not this machine alone (it is {self.host})")
        return self


def read(**overrides: object) -> Settings:
    """Read the settings from the environment; `overrides` come from the command line. Raises SettingsError."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # validated by pydantic
    except ValidationError as error:
        raise SettingsError("\n".join(_lines(error))) from None


def _lines(error: ValidationError) -> list[str]:
    lines = []
    for fault in error.errors(include_url=False):
        wanted = fault["msg"].removeprefix("Value error, ")
        if not fault["loc"]:
            lines.append(wanted)
            continue
        name = str(fault["loc"][0])
        value = "(hidden)" if name == "token" else repr(fault["input"])
        lines.append(f"SOLVER_{name.upper()}={value}: {wanted}")
    return lines
