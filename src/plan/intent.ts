import { controllerReference, type KubeObject } from "../api/kube-object.ts";

/** An object as it is to be applied, with the reference to its owner. */
export type Intent = KubeObject & { kind: "DaemonSet" | "Deployment" | "Service" };

/** Makes `object` a child of `owner`: it goes when its owner goes, and nobody else's object is ever taken for it. */
export function intent(owner: KubeObject, object: Intent): Intent {
  return { ...object, metadata: { ...object.metadata, ownerReferences: [controllerReference(owner)] } };
}
