"""Fills grids: a service of its own, one process for each solve."""
