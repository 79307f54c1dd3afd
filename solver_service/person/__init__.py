"""The exact search for one person's row, and what drives it over a whole grid."""
