import { conclude } from "../support/stages.ts";
import { endToEnd } from "./stages.ts";

/* What `npm run e2e` runs; arguments go to vitest: `npm run e2e -- drift -t label`. */

conclude(await endToEnd(process.argv.slice(2)));
