#!/bin/sh
# Find LibreOffice; as root on Debian, install it, with a font that has Japanese letters, which are
# wider than the boxes that stand in for them.
command -v soffice >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    sh "$(dirname "$0")/apt_install.sh" "libreoffice-impress fonts-droid-fallback" "a few minutes" || exit 1
    command -v soffice >/dev/null && exit 0
fi
echo "make office: expected LibreOffice's soffice on the PATH; found none. Fix: install libreoffice-impress." >&2
exit 1
