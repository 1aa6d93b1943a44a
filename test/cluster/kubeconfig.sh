#!/bin/bash
# Prints the path of the cluster's kubeconfig file.
. "$(dirname "$0")/env.sh"
[[ -e $KUBECONFIG ]] || die "there is no cluster: 'npm run cluster:up' makes one"
echo "$KUBECONFIG"
