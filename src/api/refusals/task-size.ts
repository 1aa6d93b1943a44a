import { taskOf } from "./registration.ts";

/*
 * The size of a task in CEL, as `translate/units.ts` reads it: CPU units and MiB, or vCPUs and GB of 1024 each. Both
 * forgive white space around number and unit.
 */

const SPACE = "[\\s\\v\\p{Z}\\x{feff}]*";
const UNITS = { cpu: "v?cpus?", memory: "gb" } as const;

// An integer of CEL has 64 bits; a size beyond this is refused for what it is.
const LARGEST = "1e15";

/**
 * CEL for a list with the task's size (a double, in CPU units or MiB), empty where it is absent or no whole number: so
 * that `all` holds for a size that cannot be compared.
 */
export function taskSize(task: string, member: keyof typeof UNITS): string {
  const [text, there] = [`${task}.${member}`, taskOf(task).says(member)];
  const form = `^${SPACE}([0-9]+|[0-9]*[.][0-9]+)${SPACE}(?i:${UNITS[member]})?${SPACE}$`;
  const amount = `double(${text}.find("[0-9]*[.]?[0-9]+")) * (${text}.matches("[A-Za-z]") ? 1024.0 : 1.0)`;
  const whole = `size >= 1.0 && (size > ${LARGEST} || double(int(size)) == size)`;
  return `(${there} && ${text}.matches(${JSON.stringify(form)}) ? [${amount}].filter(size, ${whole}) : [])`;
}
