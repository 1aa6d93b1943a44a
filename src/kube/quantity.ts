/** Powers of ten and of two by suffix (Kubernetes API, `resource.Quantity`). */
const decimalSuffixes: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binarySuffixes: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/** The value in units of 10⁻⁹; undefined where the text is no quantity. Digits beyond that are cut off. */
export function nanoUnits(quantity: string | number): bigint | undefined {
  const match = pattern.exec(String(quantity));
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent, suffix = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(`${whole}${fraction}`);
  const binary = binarySuffixes[suffix];
  const power =
    9 - fraction.length + (exponent === undefined ? (decimalSuffixes[suffix] ?? 0) : Number(exponent.slice(1)));
  const scaled = binary === undefined ? digits : digits << binary;
  const value = power >= 0 ? scaled * 10n ** BigInt(power) : scaled / 10n ** BigInt(-power);
  return sign === "-" ? -value : value;
}

/** Whether two quantities are the same amount: "0.5" = "500m", "1024Mi" = "1Gi". */
export function sameQuantity(a: string | number, b: string | number): boolean {
  const amount = nanoUnits(a);
  return amount !== undefined && amount === nanoUnits(b);
}
