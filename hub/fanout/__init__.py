"""Announces committed versions to other replicas."""
