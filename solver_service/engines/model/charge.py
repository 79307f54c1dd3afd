"""What a term does to the model where it is broken: it costs, or it is forbidden."""

from collections.abc import Sequence

from shared.rules.terms import Hinge, Price
from solver_service.engines.model.grid import Fact, GridModel, Total


class Charge:
    """Collects the prices of broken terms, Σ price·variable + constant; or forbids them, and then costs nothing."""

    def __init__(self, model: GridModel, *, forbids: bool) -> None:
        self.model = model
        self.forbids = forbids
        self.cost = Total()
        self.most = 0
        """What the costs may add up to at most."""

    def fact(self, fact: Fact, price: int) -> None:
        """`price` where `fact` is true."""
        if not price or fact is False:
            return
        if not self.forbids:
            self._pay(fact, price)
        elif fact is True:
            self.model.cp.add_bool_or([])  # forbidden, and so in every grid: the model has no solution
        else:
            self.model.cp.add_bool_and([fact.negated()])

    def all_of(self, facts: Sequence[Fact], price: int) -> None:
        """`price` where all facts are true."""
        literals = [fact for fact in facts if not isinstance(fact, bool)]
        if any(fact is False for fact in facts):
            return
        if len(literals) < 2:
            self.fact(literals[0] if literals else True, price)
        elif price and self.forbids:
            self.model.cp.add_bool_or([literal.negated() for literal in literals])
        elif price:
            model = self.model
            broken = model.helper(0, 1, lambda: min(map(model.value, literals)))
            model.cp.add_bool_or([*(literal.negated() for literal in literals), broken])
            self._pay(broken, price)

    def total(self, total: Total, price: Price) -> None:
        """The price of a sum."""
        for hinge in price.over:
            self._excess(total, 1, hinge, price.step)
        for hinge in price.under:
            self._excess(total, -1, hinge, price.step)

    def _excess(self, total: Total, sign: int, hinge: Hinge, step: int) -> None:
        """slope·⌈max(0, sign·(total − limit)) / step⌉."""
        most = max(sign * (total.least - hinge.limit), sign * (total.most - hinge.limit))
        if most <= 0 or not hinge.slope:
            return
        if not total.variables:
            self.fact(True, hinge.slope * _steps(most, step))
        elif self.forbids and hinge.slope > 0:
            self.model.at_most(total.times(sign), sign * hinge.limit)
        else:
            self._slack(total.times(sign), sign * hinge.limit, hinge.slope, step)

    def _slack(self, total: Total, limit: int, slope: int, step: int) -> None:
        """slope·⌈max(0, total − limit) / step⌉ by a variable of its own."""
        model = self.model
        most = _steps(total.most - limit, step)
        slack = model.helper(0, most, lambda: _steps(max(0, total.value(model) - limit), step))
        model.at_most(total.with_variable(slack, -step), limit)
        if slope < 0:  # the search would like it large: hold it down to the true excess
            is_over = model.helper(0, 1, lambda: int(total.value(model) > limit))
            model.at_most(total.times(-1), -limit - 1, only_if=is_over)
            model.at_most(total.times(-1).with_variable(slack, step), step - 1 - limit, only_if=is_over)
            model.at_most(Total().with_variable(slack, 1), 0, only_if=is_over.negated())
        self.cost.add_variable(slack, slope, 0, most)
        self.most += max(0, slope) * most

    def _pay(self, fact: Fact, price: int) -> None:
        self.cost.add_fact(fact, price)
        self.most += max(0, price)


def _steps(excess: int, step: int) -> int:
    return -(-excess // step)
