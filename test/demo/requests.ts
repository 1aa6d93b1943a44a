import { followLoad, type LoadCounts, loadArguments } from "../support/load.ts";
import { good, tell } from "../support/terminal.ts";
import { speaksHttp } from "./first-service.ts";
import { NAMESPACE } from "./prepare.ts";
import { on, SERVICE, type Story } from "./words.ts";

const RATE = 250;
const LOAD = "load";

/** Requests failed while a deployment rolled. */
export class RequestsFailed extends Error {
  override readonly name = "RequestsFailed";
}

/**
 * Does something while requests come in, where the service answers them; `what` is what happened meanwhile. Throws
 * `RequestsFailed` where one of them has no good answer.
 */
export async function underLoad({ session, definition }: Story, what: string, act: () => Promise<void>): Promise<void> {
  const { own, web } = definition;
  if (web === undefined || !(await speaksHttp(definition))) return act();
  tell(`A Pod sends ${RATE} requests per second to the service, each on a new connection.`);
  const port = web.port === 80 ? "" : `:${web.port}`;
  const url = `http://${SERVICE}${port}/`;
  const words = loadArguments({ namespace: NAMESPACE, url, rate: RATE, seconds: 900, name: LOAD });
  await session.show(`kubectl ${words.join(" ")}`);
  const load = await followLoad(NAMESPACE, LOAD);
  await act();
  tell("The requests end (by a deadline, so that the log of the Pod stays), and these are their sums:");
  await session.show(`kubectl patch pod ${LOAD} ${on} -p '{"spec":{"activeDeadlineSeconds":1}}'`);
  await session.show(`kubectl wait pod/${LOAD} ${on} --for=jsonpath='{.status.phase}'=Failed --timeout=60s`);
  const sums = `kubectl logs ${LOAD} ${on} --tail=1 | node -p 'JSON.parse(fs.readFileSync(0))'`;
  await session.show(own ? `${sums} | cut -c 1-100` : sums);
  judge(await load.finished(), what);
}

function judge({ sent, ok, failed, seconds, lastError }: LoadCounts, what: string): void {
  const rate = Math.round(sent / seconds);
  if (failed > 0) throw new RequestsFailed(`${failed} of ${sent} requests failed while ${what}: ${lastError}`);
  if (ok !== sent || rate < 200) throw new RequestsFailed(`Only ${sent} requests were sent, ${rate} per second.`);
  good(`${sent.toLocaleString("en")} requests, ${rate} per second, while ${what}: 0 failed.`);
}
