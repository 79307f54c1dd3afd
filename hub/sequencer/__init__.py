"""The only writer of live documents."""
