import { z } from "zod";

const address = z.union([z.ipv4(), z.ipv6()]);

/** Whether Kubernetes takes a text as an IP address. */
export function isIp(text: string): boolean {
  return address.safeParse(text).success;
}
