# shellcheck shell=bash disable=SC2034
# Settings and the few words that the scripts share. Source it.
set -euo pipefail
umask 022 # images must not inherit a stricter one

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
CACHE=${BERTH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/berth}
bin=$CACHE/bin
mkdir -p "$bin" "$CACHE/logs" "$CACHE/stamps"

DEBIAN=bookworm
KUBERNETES_VERSION=$(awk '$1 == "k8s.io/kubernetes" { print $2 }' "$here/modules/kubernetes/go.mod")
# Kubernetes of the same minor version, from kind's own release notes.
PULLED_NODE_IMAGE=kindest/node:v1.35.0@sha256:452d707d4862f52530247495d180205e029056831160e22870e37e3f6c1ac31f

export KIND_CLUSTER_NAME=${BERTH_CLUSTER_NAME:-berth}
export KUBECONFIG=$CACHE/kubeconfig
export PATH=$bin:$PATH
export BERTH_STARTED=${BERTH_STARTED:-$(date +%s)} # of the outermost script

# step TEXT: says what begins now, after the time since the outermost script began.
step() { printf '[%4ds] %s\n' $(($(date +%s) - BERTH_STARTED)) "$*" >&2; }

# die TEXT: ends the script with one line that says what is missing or wrong.
die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# logged NAME COMMAND…: runs a talkative command; what it says is shown only if it fails.
logged() {
  local log=$CACHE/logs/$1.log
  shift
  "$@" >"$log" 2>&1 </dev/null && return
  tail -n 30 "$log" >&2
  die "failed: $* (all of its output: $log)"
}

# hash_of PATH…: a short hash of the content of all files below the paths, for names and stamps.
# It is the same in every checkout.
hash_of() { find "$@" -type f | LC_ALL=C sort | xargs sha256sum | awk '{ print $1 }' | sha256sum | head -c 12; }

# A stamp remembers from which sources something in the cache was made.
is_fresh() { [[ -e $CACHE/stamps/$1 && $(<"$CACHE/stamps/$1") == "$2" ]]; }
stamp() { printf '%s\n' "$2" >"$CACHE/stamps/$1"; }

# keep_only IMAGE: removes the images of the same repository that nothing uses any more.
keep_only() {
  docker images --format '{{.Repository}}:{{.Tag}}' "${1%:*}" | grep -vxF "$1" |
    xargs --no-run-if-empty docker image rm >/dev/null 2>&1 || true
}

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

# Only root on Debian can make root file systems from Debian packages, and install programs.
is_debian_root() { ((EUID == 0)) && [[ -e /etc/debian_version ]]; }

# install_packages PROGRAM… -- PACKAGE…: installs the packages if a program is missing.
install_packages() {
  local programs=()
  while [[ $1 != -- ]]; do
    programs+=("$1")
    shift
  done
  shift
  type "${programs[@]}" >/dev/null 2>&1 && return
  is_debian_root || die "missing: ${programs[*]} (they are installed only as root on Debian)"
  step "installing $*"
  logged apt apt-get update
  DEBIAN_FRONTEND=noninteractive logged apt apt-get install --yes --no-install-recommends "$@"
}

# debian_image NAME VARIANT PACKAGES: makes an image of a Debian root file system with these
# packages, without documentation and translations, unless there is one of this name.
debian_image() {
  has_image "$1" && return
  install_packages mmdebstrap -- mmdebstrap
  step "unpacking Debian with ${3//,/ } (about 30 s)"
  # By way of a file: docker would make an image of half an archive, too.
  local archive
  archive=$(mktemp "$CACHE/debian-XXXXXX.tar")
  (
    trap 'rm -f "$archive"' EXIT
    logged debian mmdebstrap --variant="$2" --include="$3" --format=tar \
      --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
      --dpkgopt='path-exclude=/usr/share/locale/*' "$DEBIAN" "$archive"
    docker import "$archive" "$1" >/dev/null
  )
}
