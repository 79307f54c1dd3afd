"""Solves in this process, for the command line."""

import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from shared.problem import Options, Problem, Solution
from shared.rules.stability import steadied
from solver_service.engines.port import Order, Tell
from solver_service.engines.registry import ENGINES
from solver_service.explain.explained import explained
from solver_service.person.warm import warm_up

_WAIT_S = 0.1  # a wait without limit would keep signals out

ResultT = TypeVar("ResultT")


def solved(problem: Problem, options: Options, tell: Tell, stop: threading.Event) -> Solution:
    """Return the engine's answer, explained where must-rules are broken. Raises what the engine raises."""
    if options.engine == "cpsat":
        warm_up()  # where nothing is compiled yet it takes half a minute, which isn't the solve's
    order = Order(steadied(problem, options.stability_weight), options, time.monotonic(), stop)
    return explained(order, ENGINES[options.engine].solve(order, tell))


def interruptible(work: Callable[[threading.Event], ResultT]) -> ResultT:
    """Do `work` beside the main thread, so that Ctrl-C reaches it: it sets the event, and work ends soon with the best so far.

    Raises what `work` raises.
    """
    stop = threading.Event()
    done: Future[ResultT] = Future()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    thread = threading.Thread(target=_work, args=(work, stop, done), name="solve")
    thread.start()
    while thread.is_alive():
        thread.join(_WAIT_S)
    return done.result(timeout=0)


def _work(work: Callable[[threading.Event], ResultT], stop: threading.Event, done: Future[ResultT]) -> None:
    try:
        done.set_result(work(stop))
    except BaseException as fault:  # noqa: BLE001  # a thread's root: the main thread raises it
        done.set_exception(fault)
