"""Which options this service can honour, with its defaults filled in."""

from shared.problem import Options
from shared.protocol.errors import ValidationFailedError
from solver_service.settings import TIME_LIMIT_DEFAULT_S

ENGINE_NAMES = ("cpsat", "milp", "hungarian")
"""The engines that there are (registry.py has them; the service itself loads none)."""


def complete(options: Options, *, workers_max: int, time_limit_max_s: float) -> Options:
    """Return `options` without gaps. Raises ValidationFailedError, which names the option and what there is."""
    if options.engine not in ENGINE_NAMES:
        raise ValidationFailedError(
            f"options.engine: there is no engine {options.engine!r} here, there is: {', '.join(ENGINE_NAMES)}",
            details={"field": "options.engine"},
        )
    if options.deterministic and options.engine == "milp":
        raise ValidationFailedError(
            "options.deterministic: engine 'milp' is bounded by seconds only, so its runs don't repeat; 'cpsat' and 'hungarian' do",
            details={"field": "options.deterministic"},
        )
    limit_s = TIME_LIMIT_DEFAULT_S if options.time_limit_s is None else options.time_limit_s
    if options.time_limit_s is not None and limit_s > time_limit_max_s:
        raise ValidationFailedError(
            f"options.time_limit_s: {limit_s:g} s, {time_limit_max_s:g} s at most (SOLVER_TIME_LIMIT_MAX_S)",
            details={"field": "options.time_limit_s"},
        )
    workers = 1 if options.deterministic else min(options.workers or workers_max, workers_max)
    return options.model_copy(update={"time_limit_s": min(limit_s, time_limit_max_s), "workers": workers})
