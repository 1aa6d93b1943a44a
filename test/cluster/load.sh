#!/bin/bash
# load.sh IMAGE…: gives local images to the cluster's workers, under the names by which the
# kubelet looks for them. What a node has already is not sent again.
. "$(dirname "$0")/env.sh"

# full_name NAME: "nginx" → "docker.io/library/nginx:latest", as the kubelet completes a name.
full_name() {
  local name=$1 first=${1%%/*}
  if [[ $name != */* ]]; then
    name=docker.io/library/$name
  elif [[ $first != *[.:]* && $first != localhost ]]; then
    name=docker.io/$name
  fi
  [[ ${name##*/} == *[:@]* ]] || name+=:latest
  echo "$name"
}

# knows NODE ID NAME: whether the node has the content, which it then also calls by the name.
# containerd notes each image under its id, too; so a new name for known content is cheap.
# (With Docker's containerd store the id is the digest itself.)
knows() {
  local digest
  digest=$(awk -v id="$2" '$1 == id || $3 == id { print $3; exit }' <<<"${listings[$1]}")
  [[ -n $digest ]] || return
  awk -v name="$3" -v digest="$digest" '$1 == name && $3 == digest { found = 1 } END { exit !found }' <<<"${listings[$1]}" ||
    docker exec "$1" ctr --namespace k8s.io images tag --force \
      "$(awk -v digest="$digest" '$3 == digest { print $1; exit }' <<<"${listings[$1]}")" "$3" >/dev/null
}

# import NODE: gives the node the image in the archive.
import() {
  docker exec --interactive "$1" ctr --namespace k8s.io images import --all-platforms - <"$archive" >/dev/null
}

(($#)) || die "usage: load.sh IMAGE…"
for image; do has_image "$image" || die "Docker has no image $image"; done
workers=$(docker ps --quiet --filter "label=io.x-k8s.kind.cluster=$KIND_CLUSTER_NAME" \
  --filter label=io.x-k8s.kind.role=worker)
[[ -n $workers ]] || die "there is no cluster: 'npm run cluster:up' makes one"
declare -A listings
for node in $workers; do listings[$node]=$(docker exec "$node" ctr --namespace k8s.io images list); done
archive=$(mktemp "$CACHE/load-XXXXXX.tar")
trap 'rm -f "$archive"' EXIT
for image; do
  id=$(docker image inspect --format '{{.Id}}' "$image")
  name=$(full_name "$image")
  lacking=() pids=()
  for node in $workers; do knows "$node" "$id" "$name" || lacking+=("$node"); done
  ((${#lacking[@]})) || continue
  docker save --output "$archive" "$image"
  for node in "${lacking[@]}"; do
    import "$node" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || die "could not load $image"; done
done
