/** API group and version of Berth's kinds. */
export const GROUP = "ecs.berth.dev";
export const VERSION = "v1alpha1";
export const API_VERSION = `${GROUP}/${VERSION}`;
