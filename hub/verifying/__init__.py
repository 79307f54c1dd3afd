"""Refolds logs, and compares them with everything else that is stored; writes nothing."""
