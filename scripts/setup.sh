#!/bin/sh
# Make this folder ready to run:  scripts/setup.sh run    the program
#                                 scripts/setup.sh test   the program and what its tests need
# Needs only python3 (3.11 or newer). Quick when nothing changed. Exit code 3: a system package is
# missing and may not be installed from here; all that can work without it is set up all the same.
set -eu
cd "$(dirname "$0")/.."

what=${1:-run}
python=${PYTHON:-python3}
case $what in
    run) lock=requirements.lock ;;
    test) lock=requirements-test.lock ;;
    *) echo "usage: scripts/setup.sh run|test" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*" >&2; }

# One set-up at a time in one folder.
if command -v flock >/dev/null 2>&1; then exec 9<scripts/setup.sh && flock 9; fi

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "transformatie needs Python 3.11 or newer; '$python' is not (name another with PYTHON=...)."
    exit 3
fi

# --- system packages -------------------------------------------------------------------------------

loads() { "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" >/dev/null 2>&1; }

missing_for_pdf() {
    loads libpango-1.0.so.0 || printf 'libpango-1.0-0 '
    loads libpangoft2-1.0.so.0 || printf 'libpangoft2-1.0-0 '
    loads libharfbuzz-subset.so.0 || printf 'libharfbuzz-subset0 '
}

missing_for_venv() {
    [ -x .venv/bin/python ] || "$python" -c 'import ensurepip, venv' 2>/dev/null || printf 'python3-venv '
}

apt_install() {
    if ! command -v apt-get >/dev/null 2>&1; then return 1; fi
    if [ "$(id -u)" = 0 ]; then sudo=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo="sudo -n"
    else return 1
    fi
    say "Installing system packages: $*"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null >/dev/null || true
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" </dev/null >/dev/null
}

missing="$(missing_for_venv)$(missing_for_pdf)"
# shellcheck disable=SC2086  # a list of names
[ -z "$missing" ] || apt_install $missing || true

if [ -n "$(missing_for_venv)" ]; then
    say "System packages are missing and could not be installed from here: run 'sudo apt-get install --no-install-recommends ${missing% }', then try again."
    exit 3
fi

# --- Python packages -------------------------------------------------------------------------------

wanted="$(pwd) $("$python" -c 'import sys; print(sys.version)' | tr -d '\n') $(cat pyproject.toml "$lock" scripts/setup.sh | sha256sum)"
if [ "$(cat ".venv/ready-$what" 2>/dev/null)" != "$wanted" ] || ! .venv/bin/python -c '' 2>/dev/null; then
    case "$(cat .venv/made-at 2>/dev/null)" in
        "$(pwd) $("$python" -V)") ;; # the same folder and the same Python: keep it, pip changes what differs
        *)
            rm -rf .venv
            "$python" -m venv .venv
            printf '%s\n' "$(pwd) $("$python" -V)" >.venv/made-at
            ;;
    esac
    say "Installing Python packages from $lock into .venv"
    rm -f ".venv/ready-$what"
    pip=".venv/bin/python -m pip --disable-pip-version-check --no-input --quiet"
    $pip install --require-hashes --no-deps --only-binary :all: -r "$lock"
    $pip install --no-deps --no-build-isolation --no-index -e .
    printf '%s\n' "$wanted" >".venv/ready-$what"
fi
# Compiled once here: else a shell that writes no bytecode compiles the program at every command.
.venv/bin/python -m compileall -q transformatie

missing="$(missing_for_pdf)"
if [ -n "$missing" ]; then
    say "The PDF needs system packages that are missing and could not be installed from here (run 'sudo apt-get install --no-install-recommends ${missing% }'); everything else works, as .venv/bin/transformatie."
    exit 3
fi
