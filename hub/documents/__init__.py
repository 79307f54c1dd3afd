"""Pure: what a live document is, and how operations change it."""
