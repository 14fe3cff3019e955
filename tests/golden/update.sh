#!/usr/bin/env bash
# update.sh [CASE...]: takes the reports of today as the right ones (WIREGLOSS, or build's). Read
# the difference before you commit it: git diff tests/golden/expected
set -eu
here=$(cd "$(dirname "$0")" && pwd)
wiregloss=${WIREGLOSS:-$here/../../build/src/cli/wiregloss}
exec python3 "$here/golden.py" "$wiregloss" --update "$@"
