#!/bin/bash
# workload-image.sh NAME…: makes sure that the cluster's workers have each image, under the
# name that a task definition uses. nginx, httpd and busybox are Debian's programs in the form
# that Docker Hub's images have (images/), local/load:1 is the load generator (modules/load);
# any other image is pulled.
. "$(dirname "$0")/env.sh"

# base_of NAME: which of our images stands in for the official image of this name, if one does.
base_of() {
  local name=$1
  [[ $name != *@* ]] || return 0 # asks for exactly that content
  [[ ${name##*/} != *:* ]] || name=${name%:*}
  name=${name#docker.io/}
  name=${name#index.docker.io/}
  name=${name#public.ecr.aws/docker/}
  name=${name#public.ecr.aws/nginx/}
  name=${name#library/}
  [[ $name == */* || ! -e $here/images/$name/Dockerfile ]] || echo "$name"
}

# make BASE: builds the image from Debian's packages, unless it is there; sets built to its name.
make() {
  local variant packages base
  built=berth/$1:$(hash_of "$here/images/$1")
  has_image "$built" && return
  read -r variant packages < <(sed -n 's/^# debian: //p' "$here/images/$1/Dockerfile")
  base=local/debian:$DEBIAN-$(sha256sum <<<"$variant $packages" | head -c 12)
  debian_image "$base" "$variant" "$packages"
  DOCKER_BUILDKIT=0 logged "image-$1" docker build --network none --tag "$built" \
    --build-arg "base=$base" "$here/images/$1"
  keep_only "$built"
}

make_load() {
  "$here/tools.sh" load
  built=berth/load:$(hash_of "$bin/load")
  has_image "$built" && return
  tar --create --directory "$bin" --owner=0 --group=0 load |
    docker import --change 'ENTRYPOINT ["/load"]' --change 'USER 65532:65532' - "$built" >/dev/null
  keep_only "$built"
}

(($#)) || die "usage: workload-image.sh NAME…"
[[ -e $KUBECONFIG ]] || die "there is no cluster: 'npm run cluster:up' makes one"
for name; do
  base=$(base_of "$name")
  if [[ $name == local/load:1 ]]; then
    make_load
    docker tag "$built" "$name"
  elif [[ -n $base ]] && is_debian_root; then
    make "$base"
    docker tag "$built" "$name"
  elif ! has_image "$name"; then
    step "pulling $name"
    timeout 300 docker pull --quiet "$name" >"$CACHE/logs/pull.log" 2>&1 </dev/null ||
      die "the image $name cannot be had here: $(tail -n 1 "$CACHE/logs/pull.log"); nginx, httpd and busybox can"
  fi
  "$here/load.sh" "$name"
done
