#!/bin/sh
# Print the path of a Chrome or Chromium: $CHROME, then the PATH; as root on Debian, install it.
find_it() {
    for name in "${CHROME:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
        [ -n "$name" ] && command -v "$name" && return 0
    done
    return 1
}
find_it && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    sh "$(dirname "$0")/apt_install.sh" chromium "a minute" || exit 1
    find_it && exit 0
fi
echo "make test: expected Chrome or Chromium, by \$CHROME or on the PATH; found none. Fix: install chromium." >&2
exit 1
