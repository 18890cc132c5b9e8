#!/usr/bin/env bash
# Checks the report, publishes it, and shows previews, for any CI or a cron job.
#
#   ci/report.sh check              list what is wrong; fails on errors
#   ci/report.sh publish            check, then publish
#   ci/report.sh preview NAME       publish a preview under its own prefix
#   ci/report.sh remove-preview NAME
#   ci/report.sh import FOLDER SERVICE   deployments from a clone that is up to date
#
# Credentials come from the environment or the machine, as the cloud's own tools
# find them (docs/recipes.md). Only one publish runs at a time, also from
# different machines: the target is locked. A run that was broken off is
# finished by the next one.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=[[.Root]]
quarterdeck=${QUARTERDECK:-quarterdeck}

fail() {
  printf '%s: %s\n' "$0" "$1" >&2
  exit 64
}

# A preview's name becomes part of addresses and object names.
preview_name() {
  case ${1:-} in
  '' | -* | *[!a-z0-9-]*) fail "a preview's name holds lower-case letters, digits and hyphens, such as pr-123" ;;
  esac
}

check() {
  "$quarterdeck" check --root "$root"
}

command -v "$quarterdeck" >/dev/null || fail "there is no program $quarterdeck; put it on the PATH, or name it in QUARTERDECK"

case ${1:-} in
check)
  check
  ;;
publish)
  check
  "$quarterdeck" deploy [[.Target]] --root "$root"
  ;;
preview)
  preview_name "${2:-}"
  check
  "$quarterdeck" deploy [[.Previews]] --root "$root" --prefix "$2"
  ;;
import)
  # From a clone that is up to date: import FOLDER SERVICE, before publish.
  [ $# = 3 ] || fail "say which clone and which service: import FOLDER SERVICE"
  "$quarterdeck" import git "$2" --service "$3" --root "$root"
  ;;
remove-preview)
  preview_name "${2:-}"
  "$quarterdeck" deploy [[.Previews]] --root "$root" --prefix "$2" --delete-site
  ;;
*)
  fail "say what to do: check, publish, preview NAME, remove-preview NAME or import FOLDER SERVICE"
  ;;
esac
