import { z } from "zod";

/**
 * Building blocks of the ECS shapes. Lengths are generous: they keep the cost of CEL rules countable and never refuse
 * what ECS accepts. What ECS refuses with a sentence of its own (names, ports, sizes) is left to the registration check.
 */

/** Characters of the longest text. A whole task definition has at most 64 KiB, so no member of it can be longer. */
export const LONGEST_TEXT = 65_536;

/** Elements of the longest list: far more than ECS accepts of anything. */
export const MOST_ELEMENTS = 1000;

/** Free text. */
export const text = z.string().max(LONGEST_TEXT);

/** The name of something: an ECS name (at most 255 characters, checked in words), a path, a key. */
export const name = z.string().max(1024);

/** A name of at most 64 characters, as ECS has it for what is in a port mapping. */
export const shortName = z.string().max(64);

/** An ARN, or where ECS takes either, a name or an ARN. */
export const arn = z.string().max(2048);

/** An Integer of the ECS API, which is 32 bits wide. */
export const int = z.int32();

/** An Integer that counts or measures something. */
export const count = z.int32().min(0);

/** A Double of the ECS API. */
export const double = z.number();

export const bool = z.boolean();

/** A list; server-side apply treats it as one value, since ECS lists have no key that is required and unique. */
export const list = <Item extends z.ZodType>(item: Item, most = MOST_ELEMENTS) => z.array(item).max(most);

/** A list of things that have a unique, required name: server-side apply merges it by that name. */
export const keyedList = <Item extends z.ZodType>(item: Item, key: string) => list(item).meta({ listMapKeys: [key] });

/** A list of arguments: as many as fit into a task definition. */
export const words = list(text, LONGEST_TEXT / 4);

/** A map from text to text. */
export const textMap = z.record(z.string(), text).meta({ maxProperties: MOST_ELEMENTS });
