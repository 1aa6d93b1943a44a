#!/bin/bash
# Makes sure that there is a kind node image and prints its name: kind's own where Docker can
# pull it, else one built from Debian packages and Go modules. Skips what is there already.
. "$(dirname "$0")/env.sh"

# --- Kind's own -----------------------------------------------------------------------------
# Asked once: the answer is kept until the cache is removed. On cgroup v1 kind's image does
# not start Kubernetes 1.35.
origin_file=$CACHE/node-image-origin
if [[ ! -e $origin_file ]]; then
  step "asking whether images can be pulled (at most 15 s)"
  if [[ $(docker info --format '{{.CgroupVersion}}') == 2 ]] &&
    timeout 15 docker pull --quiet hello-world >/dev/null 2>&1; then
    echo pulled >"$origin_file"
  else
    echo built >"$origin_file"
  fi
fi
if [[ $(<"$origin_file") == pulled ]]; then
  if ! has_image "$PULLED_NODE_IMAGE"; then
    step "pulling $PULLED_NODE_IMAGE"
    logged pull-node docker pull "$PULLED_NODE_IMAGE"
  fi
  echo "$PULLED_NODE_IMAGE"
  exit
fi

# --- Ours -----------------------------------------------------------------------------------
sources=("$here"/{node-image.sh,node.Dockerfile,modules/kubernetes,modules/coredns,node})
image=local/kind-node:$KUBERNETES_VERSION-$(hash_of "${sources[@]}")
if has_image "$image"; then
  echo "$image"
  exit
fi
is_debian_root || die "Docker can pull no image here, and only root on Debian can build the node image"

"$here/tools.sh" pause kubectl kubeadm kubelet etcd coredns \
  kube-apiserver kube-controller-manager kube-scheduler kube-proxy

packages=systemd-sysv,containerd,runc,containernetworking-plugins
packages+=,iptables,nftables,netbase,iproute2,kmod,procps,busybox
base=local/node-base:$DEBIAN-$(sha256sum <<<"$packages" | head -c 12)
debian_image "$base" minbase "$packages"

# image NAME ENTRYPOINT: makes an image from the tar archive on standard input.
image() {
  docker import --change 'ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change "ENTRYPOINT $2" - "$1" >/dev/null
}
# binary_image NAME FILE: makes an image that holds one of the static binaries.
binary_image() {
  tar --create --directory "$bin" --transform 's|^|usr/local/bin/|' --owner=0 --group=0 "$2" |
    image "$1" "[\"/usr/local/bin/$2\"]"
}
# copied_image NAME ENTRYPOINT PROGRAMS: makes an image of programs of the Debian root file
# system, or of ours, and the libraries that they need.
copied_image() {
  docker run --rm --network none --volume "$bin:/usr/local/bin:ro" "$base" sh -euc "
    mkdir -p /image/bin /image/tmp && cd /image
    cp --parents --dereference $3 \$(ldd $3 2>/dev/null | grep -o '/[^ :]* ' | sort -u) .
    [ ! -e bin/busybox ] || chroot . /bin/busybox --install /bin
    tar --create ." | image "$1" "$2"
}

step "making the images that every node holds (about 20 s)"
control_plane=() node=()
while read -r name; do
  component=${name##*/}
  component=${component%:*}
  case $component in
    kube-proxy)
      # Without /etc/protocols nft prints numbers for tcp and udp; kube-proxy then takes its own
      # map elements for stale, and every full sync deletes the addresses of all Services.
      copied_image "$name" '["kube-proxy"]' '/usr/local/bin/kube-proxy /usr/sbin/nft /etc/protocols'
      node+=("$name") ;;
    coredns | pause)
      binary_image "$name" "$component"
      node+=("$name") ;;
    *)
      binary_image "$name" "$component"
      control_plane+=("$name") ;;
  esac
done < <("$bin/kubeadm" config images list --kubernetes-version "$KUBERNETES_VERSION" 2>/dev/null)
copied_image local/tools:1 '[]' '/bin/busybox /usr/sbin/nft' # for the pod network (default-cni.yaml)
node+=(local/tools:1)

step "making the node image (about 15 s)"
context=$CACHE/context
rm -rf "$context" && mkdir -p "$context/images"
cp -r "$here/node" "$context/node"
ln "$bin"/{kubeadm,kubectl,kubelet} "$context"
echo "$KUBERNETES_VERSION" >"$context/node/kind/version"
docker save --output "$context/images/control-plane.tar" "${control_plane[@]}"
docker save --output "$context/images/node.tar" "${node[@]}"
DOCKER_BUILDKIT=0 logged node-image docker build --network none --tag "$image" \
  --build-arg "base=$base" --file "$here/node.Dockerfile" "$context"
rm -rf "$context"
keep_only "$image" # a gigabyte each
echo "$image"
