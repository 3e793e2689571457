import { isIP, isIPv6 } from "node:net";

/** In place of an address: of a connection that is gone, of a Unix socket, or where a proxy told none. */
export const UNKNOWN_ADDRESS = "unknown";

/** Proxies write the port behind the address too. */
const WITH_PORT = /^(?:\[([^\]]{2,60})\](?::\d{1,5})?|([\d.]{7,15}):\d{1,5})$/;

/**
 * A client's address as it is kept and counted, from what a socket or a trusted proxy tells.
 *
 * @example clientAddress("192.0.2.7:50123") === "192.0.2.7"
 */
export function clientAddress(told: string | undefined): string {
  if (told === undefined) return UNKNOWN_ADDRESS;
  const [, v6, v4] = WITH_PORT.exec(told) ?? [];
  const address = v6 ?? v4 ?? told;
  return isIP(address) === 0 ? UNKNOWN_ADDRESS : address;
}

/**
 * The key that counts one client: an IPv4 address, or the /64 of an IPv6 address, since one subscriber holds
 * a whole /64 (CVE-2026-45364 was the lack of this). All spellings of one address give one key.
 *
 * @example addressKey("2001:DB8::1") === "2001:db8:0:0::/64"
 */
export function addressKey(ip: string): string {
  const address = ip.split("%")[0] ?? "";
  if (!isIPv6(address)) return address;
  const groups = expandIPv6(address);
  return mappedIPv4(groups) ?? `${groups.slice(0, 4).join(":")}::/64`;
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
