#!/bin/bash
# Runs kubectl against the cluster, with its arguments.
. "$(dirname "$0")/env.sh"
[[ -e $KUBECONFIG && -x $bin/kubectl ]] || die "there is no cluster: 'npm run cluster:up' makes one"
exec "$bin/kubectl" "$@"
