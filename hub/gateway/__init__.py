"""Live connections: a client's bytes in, everyone's changes out.

The door: `connection.Connection` is uvicorn's `ws=`, `endpoint.Endpoint` answers `/ws`, `hub.Gateway` is the sequencer's teller and
the runs' publisher, `watch.Watch` holds the loops and the drain, `ports` says what the gateway needs of others, and
`intake.operation_of` and `wire.change_of` are for whoever speaks the protocol over HTTP.
"""
