"""The store's failures in the protocol's words."""

from collections.abc import Iterator
from contextlib import contextmanager

from hub.store.port import NothingWrittenError
from hub.store.runs import PeriodBusyError
from shared.protocol.errors import SolverBusyError, UnavailableError


@contextmanager
def reachable() -> Iterator[None]:
    """Raise UnavailableError where the database can't be reached, SolverBusyError where the period has an open run."""
    try:
        yield
    except NothingWrittenError as error:
        raise UnavailableError from error
    except PeriodBusyError as error:
        raise SolverBusyError("This period is being solved already. Cancel that run, or wait for it.") from error
