/**
 * CPU units (1024 are one vCPU) as a quantity, rounded down to whole millicores: `250m`, `1`. Rounded down, because the
 * sum of the containers must not exceed the Pod's. Spelt as the API server echoes it.
 */
export function cpuQuantity(units: number): string {
  const millis = Math.floor((units * 1000) / 1024);
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

/** MiB as a quantity, spelt as the API server echoes it: `256Mi`, `1Gi`, `1536Mi`. */
export function memoryQuantity(mebibytes: number): string {
  const units = ["Mi", "Gi", "Ti"];
  let [amount, unit] = [mebibytes, 0];
  while (amount !== 0 && amount % 1024 === 0 && unit < units.length - 1) [amount, unit] = [amount / 1024, unit + 1];
  return `${amount}${units[unit] ?? ""}`;
}
