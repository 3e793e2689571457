import { isIPv4, isIPv6 } from "node:net";

/** In place of an address that there is not: of a connection that is gone or a Unix socket, or what a proxy made up. */
export const UNKNOWN_ADDRESS = "unknown";

/**
 * The plain address in what an adapter tells of a client: without the port that some proxies add, brackets or a zone, and
 * IPv4 where it is inside IPv6. Anything else may be of any length, and is {@link UNKNOWN_ADDRESS}.
 *
 * @param told undefined where the connection has no address
 * @example clientAddress("[::ffff:192.0.2.7]:4711") === "192.0.2.7"
 */
export function clientAddress(told: string | undefined): string {
  if (told === undefined) return UNKNOWN_ADDRESS;
  if (isIPv4(told)) return told;
  const address = withoutPort(told).split("%", 1)[0] ?? "";
  if (isIPv4(address)) return address;
  return isIPv6(address) ? (mappedIPv4(expandIPv6(address)) ?? address) : UNKNOWN_ADDRESS;
}

/** "192.0.2.7:4711", "[2001:db8::1]:4711" and "[2001:db8::1]" without what is about the address. */
function withoutPort(text: string): string {
  const [, bracketed, bare] = /^(?:\[([^\]]*)\](?::\d+)?|([^:]*):\d+)$/.exec(text) ?? [];
  return bracketed ?? bare ?? text;
}

/**
 * The key that counts one client: an IPv4 address, or the /64 of an IPv6 address, since one subscriber holds
 * a whole /64 (CVE-2026-45364 was the lack of this). All spellings of one address give one key, and all that is no
 * address gives one.
 *
 * @example addressKey("2001:DB8::1") === "2001:db8:0:0::/64"
 */
export function addressKey(ip: string): string {
  const address = clientAddress(ip);
  return isIPv6(address) ? `${expandIPv6(address).slice(0, 4).join(":")}::/64` : address;
}

/** The IPv4 address inside ::ffff:0:0/96 (RFC 4291 section 2.5.5.2), or null. */
function mappedIPv4(groups: readonly string[]): string | null {
  if (groups.slice(0, 6).join(":") !== "0:0:0:0:0:ffff") return null;
  const halves = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return halves.flatMap((half) => [half >> 8, half & 0xff]).join(".");
}

/** The eight groups of an IPv6 address, lower case, without leading zeros. The URL parser makes it canonical. */
function expandIPv6(address: string): string[] {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const left = head === "" ? [] : head.split(":");
  if (tail === undefined) return left;
  const right = tail === "" ? [] : tail.split(":");
  return [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
}
