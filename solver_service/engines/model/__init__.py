"""A problem's terms as a CP-SAT model."""
