#!/bin/bash
# Makes Docker answer: installs Docker Engine (as root on Debian) and starts it, if need be.
. "$(dirname "$0")/env.sh"

docker info >/dev/null 2>&1 && exit

if ! type docker dockerd >/dev/null 2>&1; then
  is_debian_root || die "Docker is missing or not running: install Docker Engine and start it"
  packages=(docker.io iptables)
  apt-cache show docker-cli >/dev/null 2>&1 && packages+=(docker-cli) # apart since trixie
  install_packages docker dockerd iptables -- "${packages[@]}"
fi
((EUID == 0)) || die "Docker is not running, or this user may not use it: start it, or join its group"

step "starting Docker"
if [[ -d /run/systemd/system ]]; then
  systemctl start docker || die "systemd could not start Docker: see 'systemctl status docker'"
else
  # The runtime must outlive this checkout: containers keep its path.
  install -m 755 "$here/runc-less-caps" "$bin/runc-less-caps"
  runtime=runc
  bounding_set=$(awk '/^CapBnd/ { print $2 }' /proc/self/status)
  ((0x$bounding_set >> 24 & 1)) || runtime=runc-less-caps # 24: CAP_SYS_RESOURCE
  rm -f "$CACHE/dockerd.pid" # of a daemon that is gone; its number may be in use again
  setsid dockerd --data-root "$CACHE/docker" --pidfile "$CACHE/dockerd.pid" \
    --add-runtime "runc-less-caps=$bin/runc-less-caps" --default-runtime $runtime \
    >"$CACHE/logs/dockerd.log" 2>&1 </dev/null 9>&- &
fi
for _ in {1..150}; do
  docker info >/dev/null 2>&1 && exit
  sleep 0.2
done
tail -n 5 "$CACHE/logs/dockerd.log" >&2 || true
die "Docker does not answer 30 s after its start (its log: $CACHE/logs/dockerd.log)"
