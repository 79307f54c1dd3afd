"""Sockets: from bytes to submissions, from commits to frames."""
