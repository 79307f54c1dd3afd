"""The wire protocol, version 1: one definition for the hub, its clients and the generated types."""
