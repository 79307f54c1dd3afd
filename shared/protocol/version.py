"""Names of the protocol's versions."""

PROTOCOL_VERSION = 1
JSON_SUBPROTOCOL = "rosterhub.v1.json"
MSGPACK_SUBPROTOCOL = "rosterhub.v1.msgpack"
SERVER_VERSION = "0.1.0"
