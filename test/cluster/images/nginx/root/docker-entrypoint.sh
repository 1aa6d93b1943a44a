#!/bin/sh
# Before nginx starts, runs the scripts of /docker-entrypoint.d, as Docker Hub's image does.
set -e
if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
  for script in /docker-entrypoint.d/*; do
    case $script in
      *.envsh) [ ! -x "$script" ] || . "$script" ;;
      *.sh) [ ! -x "$script" ] || "$script" ;;
    esac
  done
fi
exec "$@"
