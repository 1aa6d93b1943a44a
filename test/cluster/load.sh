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

# give NODE IMAGE: containerd notes each image under its id, too; so a new name for known
# content is just one more name. (With Docker's containerd store the id is the digest itself.)
give() {
  local node=$1 image=$2 id name listing known
  id=$(docker image inspect --format '{{.Id}}' "$image")
  name=$(full_name "$image")
  listing=$(docker exec "$node" ctr --namespace k8s.io images list | awk '{ print $1, $3 }')
  known=$(awk -v id="$id" '$1 == id || $2 == id { print $2; exit }' <<<"$listing")
  if [[ -z $known ]]; then
    docker save "$image" | docker exec --interactive "$node" \
      ctr --namespace k8s.io images import --all-platforms --digests - >/dev/null
  elif ! grep -qxF "$name $known" <<<"$listing"; then
    docker exec "$node" ctr --namespace k8s.io images tag --force \
      "$(awk -v digest="$known" '$2 == digest { print $1; exit }' <<<"$listing")" "$name" >/dev/null
  fi
}

(($#)) || die "usage: load.sh IMAGE…"
for image; do has_image "$image" || die "Docker has no image $image"; done
workers=$(docker ps --quiet --filter "label=io.x-k8s.kind.cluster=$KIND_CLUSTER_NAME" \
  --filter label=io.x-k8s.kind.role=worker)
[[ -n $workers ]] || die "there is no cluster: 'npm run cluster:up' makes one"
for image; do
  pids=()
  for node in $workers; do
    give "$node" "$image" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || die "could not load $image"; done
done
