"""Text formats of rosters and problems: text ↔ records."""
