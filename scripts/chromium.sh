#!/bin/sh
# Make sure that a Chromium for the browser tests is there: CHROMIUM, one on PATH, or Debian's package.
set -u
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "chromium.sh: installing Debian's chromium for the browser tests" >&2
  if $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; then
    exit 0
  fi
fi
echo "chromium.sh: no Chromium found and none could be installed." >&2
echo "  Install Chromium or Chrome, or set CHROMIUM to its path; or leave the browser tests out: .venv/bin/python -m pytest -m 'not browser'" >&2
exit 1
