#!/bin/sh
# Makes .venv with a Python that is new enough, and uv in it. What is missing is named in one line.
set -eu

fail() {
    echo "setup: $1" >&2
    exit 1
}

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    if [ -n "${PYTHON:-}" ]; then
        fail "PYTHON=$PYTHON is not a Python of version 3.11 or newer"
    fi
    fail "no Python 3.11 or newer on the PATH: install one, or name it (make PYTHON=/path/to/python3 …)"
}

python=$(find_python)
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "setup: making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -c 'import venv, ensurepip' 2>/dev/null || fail "$python has no module venv: install it (Debian: apt-get install python3-venv)"
    "$python" -m venv .venv || fail "$python -m venv .venv failed"
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/uv.lock ||
    fail "uv can't be installed: is a package index within reach? (pip's words are above)"
touch .venv/uv.stamp
