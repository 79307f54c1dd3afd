"""Why must-rules can't all hold: the smallest set of demands that clash."""
