"""What a change of the grid would break: candidates for cells, open shifts and absences, and repairs."""
