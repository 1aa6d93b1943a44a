#!/bin/bash
# operator-image.sh [ENTRY]: makes the operator's image without a registry and prints its name,
# berth:<version>-<hash of its content>; it is berth/operator:dev, too. It holds Node without
# its symbols, the libraries that this needs, CA certificates, the helper and the bundle; no shell.
. "$(dirname "$0")/env.sh"
. "$here/operator-image.env"

"$here/docker.sh"
case $(uname -m) in
  x86_64) arch=x64 ;;
  aarch64) arch=arm64 ;;
  *) die "no Node is pinned for $(uname -m): build the image with the Dockerfile" ;;
esac
package=$repository/node_modules/node-linux-$arch
node=$package/bin/node
[[ -x $node ]] || die "$node is missing: 'npm ci' installs it"
certificates=/etc/ssl/certs/ca-certificates.crt
[[ -e $certificates ]] || install_packages update-ca-certificates -- ca-certificates

# The image without the bundle: a layer of its own, which a new bundle does not change.
make_base() {
  local root=$work/root compressed
  step "making the base of the operator's image: Node, its libraries and the helper (about 10 s)"
  mkdir -p "$root"{/app,/etc,/tmp,"${IMAGE_NODE%/*}","${certificates%/*}"}
  chmod 1777 "$root/tmp"
  install_packages strip -- binutils
  strip --strip-all -o "$root$IMAGE_NODE" "$node"
  cp "$bin/helper" "$root$IMAGE_HELPER"
  # shellcheck disable=SC2046
  (cd "$root" && cp --parents --dereference $(ldd "$node" | grep -o '/[^ ]*') .)
  cp --dereference "$certificates" "$root$certificates"
  printf '%s\n' 'root:x:0:0:root:/root:/sbin/nologin' \
    "nonroot:x:${IMAGE_USER/:/:}:nonroot:/tmp:/sbin/nologin" >"$root/etc/passwd"
  printf '%s\n' 'root:x:0:' "nonroot:x:${IMAGE_USER#*:}:" >"$root/etc/group"
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
  tar --create --directory "$root" --sort=name --owner=0 --group=0 --mtime=@0 --file "$root.tar" .
  compressed=$(gzip --stdout "$root.tar" | wc -c)
  docker import --change "USER $IMAGE_USER" --change "WORKDIR $IMAGE_WORKDIR" \
    --change "ENV $IMAGE_ENV" --change "ENTRYPOINT $IMAGE_ENTRYPOINT" \
    --change "LABEL compressed-bytes=$compressed" "$root.tar" "$base" >/dev/null
  keep_only "$base"
}

work=$(mktemp -d "$CACHE/operator-XXXXXX")
trap 'rm -rf "$work"' EXIT
bundle=$work/context/berth.mjs
(cd "$repository" && logged bundle "$node" scripts/bundle.ts "${1:-src/main.ts}" "$bundle")

"$here/tools.sh" helper
base=berth/operator-base:$(hash_of "$here"/operator-image.{env,sh} "$package/package.json" "$bin/helper")
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$repository/package.json")
image=berth:$version-$( (echo "$base" && cat "$bundle") | sha256sum | head -c 12)

has_image "$base" || make_base
if ! has_image "$image"; then
  # As in a registry: each layer by itself, gzipped.
  compressed=$(($(docker inspect --format '{{index .Config.Labels "compressed-bytes"}}' "$base") +
    $(gzip --stdout "$bundle" | wc -c)))
  ((compressed <= IMAGE_LIMIT_MB * 1000000)) ||
    die "the operator's image would have $compressed bytes compressed: more than $IMAGE_LIMIT_MB MB"
  printf '%s\n' "FROM $base" "COPY berth.mjs $IMAGE_BUNDLE" >"$work/context/Dockerfile"
  DOCKER_BUILDKIT=0 logged operator-image docker build --network none --tag "$image" "$work/context"
  step "made $image: $((compressed / 1000000)) MB compressed, of at most $IMAGE_LIMIT_MB"
fi
docker tag "$image" berth/operator:dev
keep_only "$image"
echo "$image"
