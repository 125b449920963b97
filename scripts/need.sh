#!/usr/bin/env bash
# Installs the Debian packages a step needs, or prints the one line that does.
set -eu
missing=()
case "$1" in
  venv)
    python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv) ;;
  gcc)
    command -v gcc >/dev/null && [ -e /usr/include/stdio.h ] || missing+=(gcc libc6-dev) ;;
  proxy)
    command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
    command -v systemd-analyze >/dev/null || missing+=(systemd) ;;
  browser)
    command -v chromium >/dev/null || missing+=(chromium)
    for font in fonts-noto-color-emoji fonts-dejavu-core; do
      dpkg -s "$font" >/dev/null 2>&1 || missing+=("$font")
    done ;;
esac
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "Missing on this machine: ${missing[*]}. Please run:" >&2
  echo "  sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
