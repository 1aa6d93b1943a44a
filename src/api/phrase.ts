/** A sentence with places for values: ECS's words, written once for all who say them. */
export interface Phrase<Place extends string = string> {
  (values: Readonly<Record<Place, string | number>>): string;
  /** The texts around the places: one more than there are places. */
  readonly texts: readonly string[];
  readonly places: readonly Place[];
}

/**
 * Makes a phrase; the names of the values stand where the values will be: ``phrase`Unknown volume '${"volume"}'.` `` says
 * `Unknown volume 'data'.` when it is called with the volume.
 */
export function phrase<const Place extends string = never>(
  texts: TemplateStringsArray,
  ...places: readonly Place[]
): Phrase<Place> {
  const say = (values: Readonly<Record<Place, string | number>>) =>
    texts.map((text, index) => `${text}${valueAt(places[index], values)}`).join("");
  return Object.assign(say, { texts: [...texts], places });
}

function valueAt<Place extends string>(place: Place | undefined, values: Readonly<Record<Place, string | number>>) {
  return place === undefined ? "" : String(values[place]);
}
