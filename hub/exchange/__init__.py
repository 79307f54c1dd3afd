"""Rosters as files: how they are written and read, the heavy part in a process of its own."""
