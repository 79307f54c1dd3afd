"""Solves of periods, from request to applied result."""
