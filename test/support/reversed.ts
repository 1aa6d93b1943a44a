/** The same value, its objects' members in the opposite order. */
export function reversed<T>(value: T): T;
export function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => reversed(element));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
