"""Inside a solve's process: reads the job, streams the engine's events, ends with its service."""

import gc
import os
import signal
import socket
import threading
from typing import BinaryIO

from shared.invalid import ContradictionError
from shared.problem import Event, Failed, Result
from shared.protocol.errors import RosterhubError
from solver_service import telemetry
from solver_service.engines.port import Order, Tell
from solver_service.engines.registry import ENGINES
from solver_service.explain.explained import explained
from solver_service.job import FINISH, Job
from solver_service.memory import limit_own
from solver_service.net import netted


def work(wire: socket.socket) -> None:
    """Solve the one job that comes over `wire`; each event is a line of JSON. Ends at once when the wire is cut."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches every process of the group; the service decides
    gc.disable()  # a solve makes few cycles and ends soon; collecting walks the whole model
    telemetry.configure()
    lines = wire.makefile("rb")
    line = lines.readline()
    if not line:
        return
    stop = threading.Event()
    threading.Thread(target=_obey, args=(lines, stop), name="wire", daemon=True).start()

    def tell(event: Event) -> None:
        try:
            wire.sendall(event.model_dump_json(by_alias=True).encode() + b"\n")
        except OSError:  # nobody listens any more
            os._exit(1)

    tell(_last_event(line, stop, tell))


def _last_event(line: bytes, stop: threading.Event, tell: Tell) -> Event:
    try:
        job = Job.model_validate_json(line)
        limit_own(job.memory_mb)
        order = Order(job.problem, job.options, job.started, stop)
        return Result(solution=explained(order, ENGINES[job.options.engine].solve(order, netted(order, tell))))
    except ContradictionError as error:
        return Failed(code="contradiction", message=error.message, details=error.details)
    except RosterhubError as error:
        return Failed(code="invalid_problem", message=error.message, details=error.details)
    except MemoryError:
        return Failed(code="memory", message="The solve ran out of memory.")


def _obey(lines: BinaryIO, stop: threading.Event) -> None:
    try:
        for line in lines:
            if line == FINISH:
                stop.set()
    except OSError:
        pass  # a reset is an end, too
    os._exit(1)  # the service is gone, or wants no answer any more
