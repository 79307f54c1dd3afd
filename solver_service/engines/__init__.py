"""The engines by name: what takes a problem and returns a solution."""
