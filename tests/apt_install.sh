#!/bin/sh
# Install Debian packages ($1) quietly, and say how long it may take ($2); on failure, show the end of the log.
echo "installing $1 from Debian: $2" >&2
log="$(mktemp)"
# $1 is a list of names
# shellcheck disable=SC2086
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"
