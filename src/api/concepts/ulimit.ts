import { z } from "zod";
import { int } from "../scalars.ts";

/** A resource limit of a container's processes (ECS `Ulimit`). */
export const ulimit = z.looseObject({
  name: z
    .enum([
      "core",
      "cpu",
      "data",
      "fsize",
      "locks",
      "memlock",
      "msgqueue",
      "nice",
      "nofile",
      "nproc",
      "rss",
      "rtprio",
      "rttime",
      "sigpending",
      "stack",
    ])
    .describe("Which limit, as in setrlimit(2)."),
  softLimit: int.describe("Soft limit, in the unit of the named limit."),
  hardLimit: int.describe("Hard limit, in the unit of the named limit."),
});
export type Ulimit = z.infer<typeof ulimit>;
