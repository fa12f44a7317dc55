#!/bin/sh
# Write the two lock files anew, with hashes, from pyproject.toml and the public index (make lock).
# requirements.lock is the part of requirements-test.lock that the program itself needs.
# One version of each package for every Python and machine, so that figures agree everywhere.
set -eu
cd "$(dirname "$0")/.."

[ -x .venv-lock/bin/uv ] || { "${PYTHON:-python3}" -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv; }

compile() {
    .venv-lock/bin/uv pip compile --quiet --upgrade --no-config --universal --python-version 3.11 \
        --fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "make lock" "$@"
}

compile --extra dev --extra check --extra dask pyproject.toml requirements-build.in -o requirements-test.lock
compile --constraint requirements-test.lock pyproject.toml requirements-build.in -o requirements.lock
