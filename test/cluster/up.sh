#!/bin/bash
# Brings the cluster up, unless it is up already, and prints the path of its kubeconfig file.
# A cluster that was stopped (a reboot, a dead Docker daemon) is started again, or made anew.
. "$(dirname "$0")/env.sh"

exec 9>"$CACHE/lock"
if ! flock --nonblock 9; then # two at once would both create it
  step "waiting for another up.sh to end"
  flock 9
fi

# What the API server says is old news if Docker, and with it every node, has just started.
is_up=is_ready
docker info >/dev/null 2>&1 || is_up=is_revived
"$here/docker.sh"
image=$("$here/node-image.sh")
"$here/tools.sh" kubectl helm kind

expected=$(grep -c -e '- role:' "$here/kind.yaml")
# Every node with its state, the control plane first.
nodes() {
  docker ps --all --filter "label=io.x-k8s.kind.cluster=$KIND_CLUSTER_NAME" \
    --format '{{.Names}} {{.State}}' | LC_ALL=C sort
}

# is_ready SECONDS: waits so long at most for all nodes.
is_ready() {
  timeout "$1" bash -c 'until kubectl wait --for=condition=Ready nodes --all --timeout=60s; do sleep 1; done' \
    >/dev/null 2>&1
}

# is_revived SECONDS: as is_ready, but not content with what the API server knew before the nodes
# stopped: each kubelet must have renewed its lease since.
is_revived() {
  local since renewed
  since=$(date --utc +%Y-%m-%dT%H:%M:%S)
  is_ready "$1" || return
  for _ in {1..30}; do
    renewed=$(kubectl --namespace kube-node-lease get leases \
      --output 'jsonpath={range .items[*]}{.spec.renewTime}{"\n"}{end}' | awk -v since="$since" '$1 > since' | wc -l)
    ((renewed >= expected)) && return
    sleep 1
  done
  return 1
}

# With the nodes that were built here, nothing leaves the machine. kind uses a network of the
# name "kind" if there is one; its bridge has a fixed name for the sake of the rule.
keep_traffic_here() {
  docker network inspect kind >/dev/null 2>&1 ||
    docker network create --opt com.docker.network.bridge.name=kind0 kind >/dev/null
  local rule=(DOCKER-USER --in-interface kind0 ! --out-interface kind0 --jump REJECT)
  iptables --check "${rule[@]}" 2>/dev/null || iptables --insert "${rule[@]}"
}

await_workloads() {
  local workload
  for workload in $(kubectl --namespace kube-system get daemonsets,deployments --output name); do
    logged rollout kubectl --namespace kube-system rollout status "$workload" --timeout=120s
  done
}

create() {
  step "creating the cluster's four nodes (about 30 s)"
  # All nodes share the host's limit (Debian: 128); kube-proxy ends with "too many open files" past it.
  (($(sysctl --values fs.inotify.max_user_instances) >= 1024)) ||
    sysctl --quiet --write fs.inotify.max_user_instances=1024 ||
    step "could not raise fs.inotify.max_user_instances to 1024: nodes may fail to start"
  logged kind-create kind create cluster --image "$image" --config "$here/kind.yaml" --kubeconfig "$KUBECONFIG"
  # Docker gives addresses in the order in which containers start, and Kubernetes keeps to them.
  docker ps --quiet --filter "label=io.x-k8s.kind.cluster=$KIND_CLUSTER_NAME" |
    xargs docker inspect --format '{{.NetworkSettings.Networks.kind.IPAddress}} {{.Name}}' |
    sort --version-sort | awk '{ print $2 }' >"$CACHE/nodes-by-address"
  step "waiting for the nodes and the cluster's own workloads"
  is_ready 120 || die "the nodes are not Ready after 120 s: see $here/kubectl.sh describe nodes"
  await_workloads
}

[[ $image != local/* ]] || keep_traffic_here

states=$(nodes)
if [[ -z $states ]]; then
  create
elif (($(wc -l <<<"$states") == expected)) && ! grep -qv ' running$' <<<"$states" && $is_up 30; then
  [[ $(docker inspect --format '{{.Image}}' "${states%% *}") == "$(docker inspect --format '{{.Id}}' "$image")" ]] ||
    step "note: the cluster runs an older node image; 'npm run cluster:down' and up again changes that"
else
  step "starting the cluster's nodes again"
  awk '{ print $1 }' <<<"$states" | xargs docker stop --time 1 >/dev/null
  xargs --max-args 1 docker start <"$CACHE/nodes-by-address" >/dev/null 2>&1 || true
  if (($(wc -l <<<"$states") != expected)) || ! is_revived 60; then
    step "they do not come back: making the cluster anew"
    logged kind-delete kind delete cluster --kubeconfig "$KUBECONFIG"
    create
  else
    await_workloads
  fi
fi
echo "$KUBECONFIG"
