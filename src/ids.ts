/**
 * A UUID version 7 (RFC 9562 section 5.7): 48 bits of time, then random bits. Rows made together lie together
 * in the index, and an id tells nothing but when it was made.
 *
 * @param now milliseconds since 1970
 * @param random gives that many random bytes
 */
export function newId(now: number, random: (size: number) => Buffer): string {
  const bytes = Buffer.concat([Buffer.alloc(6), random(10)]);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The first id that can have been made at that time, in milliseconds since 1970: ids begin with the time. */
export function firstIdAt(time: number): string {
  return newId(time, (size) => Buffer.alloc(size));
}
