import pytest

from hub.identity.roles import PERMITTED, Action, may
from shared.domain import Role

TABLE = """
              read  edit  solve  administer
    viewer     x
    manager    x     x      x
    admin      x     x      x       x
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines()[1:])
def test_a_role_may_what_the_table_says(line: str) -> None:
    role, *marks = line.split()
    assert [action for action in Action if may(Role(role), action)] == list(Action)[: len(marks)]


def test_every_role_has_a_row_and_a_higher_one_may_all_that_a_lower_one_may() -> None:
    assert PERMITTED.keys() == set(Role)
    assert PERMITTED[Role.VIEWER] < PERMITTED[Role.MANAGER] < PERMITTED[Role.ADMIN]
