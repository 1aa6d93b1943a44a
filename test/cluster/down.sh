#!/bin/bash
# Removes the cluster. --all also undoes what its making changed on this machine, and stops
# the Docker daemon that it started. --purge also removes the images and the cache.
. "$(dirname "$0")/env.sh"

[[ ${1-} =~ ^(--all|--purge|)$ ]] || die "usage: down.sh [--all | --purge]"
if docker info >/dev/null 2>&1; then
  nodes=$(docker ps --all --quiet --filter "label=io.x-k8s.kind.cluster=$KIND_CLUSTER_NAME")
  if [[ -n $nodes ]]; then
    echo "$nodes" | xargs docker rm --force --volumes >/dev/null
    step "removed the cluster's $(wc -l <<<"$nodes") nodes and their volumes"
  else
    step "there is no cluster"
  fi
else
  step "Docker is not running, so nor is a cluster"
fi
rm -f "$KUBECONFIG" "$CACHE/nodes-by-address"
[[ -n ${1-} ]] || exit 0

if docker info >/dev/null 2>&1; then
  if docker network rm kind >/dev/null 2>&1; then # not if another kind cluster is on it
    rule=(DOCKER-USER --in-interface kind0 ! --out-interface kind0 --jump REJECT)
    iptables --check "${rule[@]}" 2>/dev/null && iptables --delete "${rule[@]}"
    step "removed the Docker network 'kind' and its firewall rule"
  fi
  if [[ $1 == --purge ]]; then
    mapfile -t images < <(docker images --format '{{.Repository}}:{{.Tag}}' |
      grep -E '^(local/(kind-node|node-base|tools|load)|berth|berth/[a-z]+):|^registry\.k8s\.io/(kube-|etcd|pause|coredns/)')
    ((${#images[@]})) && docker image rm --force "${images[@]}" >/dev/null && step "removed ${#images[@]} images"
  fi
fi
if [[ -e $CACHE/dockerd.pid ]] && pid=$(<"$CACHE/dockerd.pid") && [[ $(ps -o comm= -p "$pid") == dockerd ]]; then
  kill "$pid"
  for _ in {1..150}; do [[ -d /proc/$pid ]] && sleep 0.2; done
  step "stopped the Docker daemon that was started for it"
fi
if [[ $1 == --purge ]]; then
  # Left over if the daemon did not end by itself.
  awk -v folder="$CACHE/docker" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort --reverse |
    xargs --no-run-if-empty umount
  rm -rf "${CACHE:?}"/{bin,docker,logs,stamps,lock,node-image-origin,context,dockerd.pid} "$CACHE"/{operator-*,{debian,load}-*.tar}
  rmdir "$CACHE" 2>/dev/null || true
  step "removed the cache ($CACHE)"
else
  step "binaries and images stay in $CACHE for the next time; 'test/cluster/down.sh --purge' removes them"
fi
