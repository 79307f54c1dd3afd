"""Bounds of the protocol that both sides know."""

CELLS_MAX = 2_000
"""Cells of one CELL_UPDATE."""
MESSAGE_BYTES_MAX = 1_048_576
"""A frame, in both directions [DC6]; the hub's LIMIT_MESSAGE_BYTES may lower it for clients."""
STAFF_MAX = 2_000
"""People of one period."""
DAYS_MAX = 400
"""Dates of one period."""
ENTITIES_MAX = 20_000
"""Staff, shift types and rules of one workspace, archived ones included."""
HEARTBEAT_S = 20
"""Proxies in the field drop silent connections after 30–60 s [CN5]."""
PRESENCE_PER_S = 20
"""Presence updates of one connection that are passed on in a second."""
PROGRESS_PER_S = 4
"""SOLVE_PROGRESS messages of one run in a second [RN3]."""
PRESENCE_TTL_S = 30
"""Presence of a replica that was not heard of for so long is gone."""
UNAVAILABLE_AFTER_S = 3.0
"""A waiting operation is answered `unavailable` after so long; the hub goes on with its batch."""
