import { perContainer } from "./containers.ts";
import { hindrance } from "./helper-place.ts";
import type { Translator } from "./translator.ts";

const UNKNOWN = "Kubernetes sets no limits: they are those of the Node's container runtime";

/** Limits of a container's processes, of which Kubernetes has none. The helper sets them where it can name the program. */
export const ulimits: Translator = {
  concept: "ulimits",
  becomes: {
    "containerDefinitions[].ulimits[].name":
      "where entryPoint is given, a helper that sets the limit before the program",
    "containerDefinitions[].ulimits[].softLimit": "the soft limit that the helper sets",
    "containerDefinitions[].ulimits[].hardLimit": "the hard limit that the helper sets",
  },
  differs: {
    "containerDefinitions[].ulimits[].name":
      "without entryPoint the limits are those of the Node's container runtime, which is reported; what runs beside the program, such as a health check, has those, too",
    "containerDefinitions[].ulimits[].hardLimit":
      "without the capability SYS_RESOURCE it is raised no further than the container runtime allows, which the container's output says",
  },
  translate: (definition, context) =>
    perContainer(definition, (container, path) => {
      const { ulimits: limits = [] } = container;
      const instead = hindrance(container, context);
      if (limits.length === 0 || instead === undefined) return {};
      return { differences: [{ path: `${path}.ulimits`, reason: UNKNOWN, instead }] };
    }),
};
