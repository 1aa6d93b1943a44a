/**
 * Task-level `cpu` in CPU units: "1024", "1 vCPU", ".5 vcpu" (ECS API reference, RegisterTaskDefinition `cpu`).
 * `undefined` for what is no whole number of units.
 */
export function cpuUnits(text: string): number | undefined {
  return whole(text, /^v?cpus?$/i);
}

/**
 * Task-level `memory` in MiB: "2048", "2GB", "0.5 GB" (ECS API reference, RegisterTaskDefinition `memory`).
 * `undefined` for what is no whole number of MiB.
 */
export function memoryMiB(text: string): number | undefined {
  return whole(text, /^gb$/i);
}

function whole(text: string, unitOf1024: RegExp): number | undefined {
  const match = /^(\d+|\d*\.\d+)\s*([a-z]*)$/i.exec(text.trim());
  const [, number = "", unit = ""] = match ?? [];
  if (match === null || (unit !== "" && !unitOf1024.test(unit))) return undefined;
  const amount = Number(number) * (unit === "" ? 1 : 1024);
  return Number.isInteger(amount) ? amount : undefined;
}
