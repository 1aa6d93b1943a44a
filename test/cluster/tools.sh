#!/bin/bash
# tools.sh NAME…: builds the named programs from the pinned Go modules in modules/, and the
# helper, into the cache, static and stripped; only those whose module files changed since.
. "$(dirname "$0")/env.sh"

# The time is for 2 cores and an empty build cache.
# build NAME MODULE PACKAGE ABOUT [LDFLAGS]
build() {
  local name=$1 module=$here/modules/$2 hash
  [[ $2 != /* ]] || module=$2
  hash=$(hash_of "$module")
  is_fresh "tool-$name" "$hash" && [[ -x $bin/$name ]] && return
  type go >/dev/null 2>&1 ||
    die "Go 1.26 or later is missing: $name is built from its Go module (apt install golang-go, or go.dev)"
  step "building $name (about $4 if Go has built nothing of it yet)"
  cd "$module"
  CGO_ENABLED=0 GOFLAGS=-mod=readonly logged "build-$name" \
    go build -buildvcs=false -trimpath -ldflags "-s -w ${5-}" -o "$bin/$name" "$3"
  stamp "tool-$name" "$hash"
}

version=$KUBERNETES_VERSION
IFS=. read -r major minor _ <<<"${version#v}"
package=k8s.io/component-base/version
of_kubernetes="-X $package.gitVersion=$version -X $package.gitMajor=$major -X $package.gitMinor=$minor"
of_kubernetes+=" -X k8s.io/client-go/pkg/version.gitVersion=$version"

for name; do
  case $name in
    kind) build kind kubernetes sigs.k8s.io/kind "20 s" ;;
    etcd) build etcd kubernetes go.etcd.io/etcd/server/v3 "30 s" ;;
    pause) build pause kubernetes ./pause "5 s" ;;
    kube-apiserver) build $name kubernetes k8s.io/kubernetes/cmd/$name "2 min" "$of_kubernetes" ;;
    kube-* | kubeadm | kubectl | kubelet)
      build "$name" kubernetes "k8s.io/kubernetes/cmd/$name" "40 s" "$of_kubernetes" ;;
    coredns) build coredns coredns . "1 min" ;;
    helm) build helm helm helm.sh/helm/v4/cmd/helm "2 min" ;;
    load) build load load . "10 s" ;;
    helper) build helper "$repository/helper" . "10 s" ;;
    kstatus) build kstatus helm ./kstatus "20 s" ;;
    argo-health) build argo-health argo-health . "10 s" ;;
    kwok) build kwok kwok sigs.k8s.io/kwok/cmd/kwok "90 s" ;;
    *) die "tools.sh: $name is none of its programs" ;;
  esac
done
