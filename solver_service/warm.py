"""Imported by the fork server: the search's compiled code is loaded once, and every solve's process inherits it."""

from solver_service.person.warm import warm_up

warm_up()
