import type { Resource } from "../../src/kube/resource.ts";
import { admin } from "./place.ts";

const policies = (plural: string, kind: string): Resource => ({
  group: "admissionregistration.k8s.io",
  version: "v1beta1",
  plural,
  kind,
  namespaced: false,
});

const rules = [
  {
    apiGroups: ["apps"],
    apiVersions: ["v1"],
    operations: ["CREATE", "UPDATE"],
    resources: ["deployments", "daemonsets"],
  },
];

// What such policies do in real clusters: add a variable to each container, a label to each Pod, and a registry's name.
const expression = `Object{
  spec: Object.spec{
    template: Object.spec.template{
      metadata: Object.spec.template.metadata{labels: {"cost-centre": "unknown"}},
      spec: Object.spec.template.spec{
        priorityClassName: "system-node-critical",
        containers: object.spec.template.spec.containers.map(c, Object.spec.template.spec.containers{
          name: c.name,
          image: c.image.startsWith("mirror.example/") ? c.image : "mirror.example/" + c.image,
          env: [Object.spec.template.spec.containers.env{name: "INJECTED", value: "1"}]
        })
      }
    }
  }
}`;

/** Lets a policy of the cluster change every workload of a namespace when it is stored; resolves to the way to end that. */
export async function mutateIn(namespace: string): Promise<() => Promise<void>> {
  const name = `mutate-${namespace}`;
  const selector = { matchLabels: { "kubernetes.io/metadata.name": namespace } };
  const by = { fieldManager: "policy" };
  const policy = policies("mutatingadmissionpolicies", "MutatingAdmissionPolicy");
  const binding = policies("mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding");
  await admin().apply(
    policy,
    {
      metadata: { name },
      spec: {
        matchConstraints: { namespaceSelector: selector, resourceRules: rules },
        failurePolicy: "Fail",
        reinvocationPolicy: "IfNeeded",
        mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression } }],
      },
    } as never,
    by,
  );
  await admin().apply(binding, { metadata: { name }, spec: { policyName: name } } as never, by);
  // The API server takes up a policy within about a second, and says nothing of it.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return async () => {
    await admin().delete(binding, { name });
    await admin().delete(policy, { name });
  };
}
