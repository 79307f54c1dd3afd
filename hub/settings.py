"""The hub's settings, read once from the environment."""

import ipaddress
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.protocol.limits import MESSAGE_BYTES_MAX

SECRET_LENGTH_MIN = 32
"""RFC 7518, 3.2: a key for HS256 has at least the hash's 256 bits."""

LogLevel = Literal["debug", "info", "warning", "error"]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class SettingsError(Exception):
    """A setting can't be used; the message has one line a setting: its name, its value and what is wanted."""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _origins(value: str) -> str:
    for origin in value.split():
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
            raise ValueError(f"{origin!r} is no origin like https://roster.example")
    return value


def _address(value: str) -> str:
    if "@" not in value or value != value.strip() or len(value) > 200:
        raise ValueError("an e-mail address is wanted, like ana@example.org")
    return value.lower()


def _url(*schemes: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if urlsplit(value.get_secret_value()).scheme not in schemes:
            raise ValueError(f"an address that begins with {' or '.join(f'{scheme}://' for scheme in schemes)} is wanted")
        return value

    return AfterValidator(check)


def _long(length_min: int) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < length_min:
            raise ValueError(f"at least {length_min} characters are wanted")
        return value

    return AfterValidator(check)


PostgresUrl = Annotated[SecretStr, _url("postgresql", "postgres")]
HttpUrl = Annotated[SecretStr, _url("http", "https")]


class Settings(BaseSettings):
    """Every variable, its default and what it is for. Frozen; passed as an argument. A variable that is empty counts as unset."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    hub_host: Annotated[str, Field(min_length=1, description="the address to listen on")] = "127.0.0.1"
    hub_port: Annotated[int, Field(ge=0, le=65_535, description="the port to listen on; 0: any free one")] = 8000

    database_url: Annotated[PostgresUrl | None, Field(description="PostgreSQL 18; unset: an embedded one under `ROSTERHUB_DATA`")] = None
    database_replica_url: Annotated[
        PostgresUrl | None, Field(description="a read replica for reports; unset: they read from `DATABASE_URL`")
    ] = None
    db_pool_min: Annotated[int, Field(ge=0, le=100, description="connections kept open beside the commits' own")] = 2
    db_pool_max: Annotated[int, Field(ge=1, le=1_000, description="connections at most")] = 20
    db_pool_timeout_s: Annotated[float, Field(gt=0, le=60, description="how long a request waits for a connection, in seconds")] = 5

    redis_url: Annotated[
        Annotated[SecretStr, _url("redis", "rediss", "unix")] | None,
        Field(description="the doorbell between replicas; when set, `JWT_SECRET` and `SOLVER_URL` must be set too"),
    ] = None

    solver_url: Annotated[HttpUrl | None, Field(description="the solver service; unset: the hub starts one as a child")] = None
    solver_token: Annotated[
        SecretStr | None, Field(description="what the hub shows to the solver service as `Authorization: Bearer …`")
    ] = None

    rosterhub_data: Annotated[Path, Field(description="the folder of everything that is kept here: embedded database, secret")] = Path(
        ".data"
    )
    rosterhub_demo: Annotated[bool, Field(description="whether to create the demo workspace when there is none (`make run` sets 1)")] = (
        False
    )
    admin_email: Annotated[
        str, AfterValidator(_address), Field(description="the first user, created at the first start; admin of what is imported")
    ] = "admin@localhost"
    admin_password: Annotated[
        Annotated[SecretStr, _long(8)] | None,
        Field(description="its password; unset: `serve` prints a sign-in link, good for 10 minutes, to a terminal only"),
    ] = None

    jwt_secret: Annotated[
        Annotated[SecretStr, _long(SECRET_LENGTH_MIN)] | None,
        Field(description="signs access tokens; unset: a generated one, kept under `ROSTERHUB_DATA`"),
    ] = None
    jwt_jwks_url: Annotated[HttpUrl | None, Field(description="keys of another issuer of access tokens")] = None
    allowed_origins: Annotated[
        str, NoDecode, AfterValidator(_origins), Field(description="other origins whose pages may call, separated by spaces")
    ] = ""
    argon2_memory_kib: Annotated[int, Field(ge=8_192, le=1_048_576, description="memory of one argon2id password hash, in KiB")] = 19_456
    argon2_passes: Annotated[int, Field(ge=1, le=20, description="passes of argon2id over that memory (one lane)")] = 2

    export_fonts: Annotated[
        str, Field(description="folders of more fonts for PDFs (Japanese names need one), separated by `:`; the system's are found anyway")
    ] = ""

    sentry_dsn: Annotated[SecretStr | None, Field(description="where errors are reported")] = None
    log_level: Annotated[LogLevel, Field(description="the least important log lines that are written")] = "info"
    log_format: Annotated[Literal["json", "console"] | None, Field(description="how log lines look; unset: `json` off a terminal")] = None

    limit_ops_per_s: Annotated[Count, Field(description="operations a second of one connection (burst: four times the rate)")] = 50
    limit_user_ops_per_s: Annotated[Count, Field(description="operations a second of one user's connections together")] = 200
    limit_connections_per_user: Annotated[Count, Field(description="connections of one user")] = 50
    limit_subscriptions: Annotated[Count, Field(description="documents that one connection follows")] = 20
    limit_message_bytes: Annotated[
        int, Field(ge=4_096, le=MESSAGE_BYTES_MAX, description="size of one message, and of a request's body, in bytes")
    ] = MESSAGE_BYTES_MAX
    limit_upload_bytes: Annotated[int, Field(ge=4_096, le=1_073_741_824, description="size of an uploaded file, in bytes")] = 10_485_760

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        if self.redis_url is not None:
            for name in ("jwt_secret", "solver_url"):
                if getattr(self, name) is None:
                    raise ValueError(f"{name.upper()} is not set: it is wanted where REDIS_URL is set, since several replicas share it")
        if self.db_pool_min > self.db_pool_max:
            raise ValueError(f"DB_POOL_MIN={self.db_pool_min}: at most DB_POOL_MAX ({self.db_pool_max}) is wanted")
        return self

    @property
    def origins(self) -> frozenset[str]:
        """`ALLOWED_ORIGINS`, one by one."""
        return frozenset(self.allowed_origins.split())

    @property
    def font_folders(self) -> tuple[str, ...]:
        """`EXPORT_FONTS`, one by one."""
        return tuple(folder for folder in self.export_fonts.split(os.pathsep) if folder)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the hub."""
        return is_loopback(self.hub_host)

    def unserved(self) -> Iterator[str]:
        """Say of each variable that is set and that this version can't serve yet, in one line, what happens instead."""
        instead = {
            "database_replica_url": "there are no reports yet: nothing reads from the replica",
            "jwt_jwks_url": "tokens of another issuer are not taken yet: only those that this hub signed",
            "sentry_dsn": "errors are not reported yet: they are in the log",
        }
        for name, words in instead.items():
            if getattr(self, name) is not None:
                yield f"{name.upper()}: {words}"


def read(**overrides: object) -> Settings:
    """Read the settings from the environment; `overrides` come from a command line or a test. Raises SettingsError."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # validated by pydantic
    except ValidationError as error:
        raise SettingsError("\n".join(_lines(error))) from None


def child_environment() -> dict[str, str]:
    """Return the environment for a child process: ours, without what only the hub must know."""
    hidden = {name.upper() for name, field in Settings.model_fields.items() if _is_secret(field) and name != "solver_token"}
    return {name: value for name, value in os.environ.items() if name not in hidden}  # noqa: TID251 - this is settings


def table() -> str:
    """Return README's table of settings, as Markdown."""
    rows = [f"| `{name.upper()}` | {_default(field)} | {field.description} |" for name, field in Settings.model_fields.items()]
    return "\n".join(["| variable | default | what |", "|---|---|---|", *rows]) + "\n"


def _lines(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        wanted = fault["msg"].removeprefix("Value error, ")
        if not fault["loc"]:
            yield wanted
            continue
        name = str(fault["loc"][0])
        value = "(hidden)" if _is_secret(Settings.model_fields[name]) else repr(fault["input"])
        yield f"{name.upper()}={value}: {wanted[:1].lower()}{wanted[1:]}"


def _is_secret(field: FieldInfo) -> bool:
    return "SecretStr" in repr(field.annotation)


def _default(field: FieldInfo) -> str:
    value: Any = field.default
    match value:
        case None | "":
            return "none"
        case bool():
            return f"`{int(value)}`"
        case Path():
            return f"`./{value}`"
        case _:
            return f"`{value}`"
