import { describe, expect, it } from "vitest";
import { addressKey, clientAddress } from "./client-address.ts";

describe("clientAddress", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["192.0.2.7:4711", "192.0.2.7"],
    ["[192.0.2.7]:4711", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["[::ffff:c000:207]:4711", "192.0.2.7"],
    ["2001:db8::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:4711", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    [`fe80::1%${"x".repeat(5000)}`, "fe80::1"],
  ])("L-05 takes from %s the plain address", (told, address) => {
    expect(clientAddress(told)).toBe(address);
  });

  it.each([
    undefined,
    "",
    "x".repeat(5000),
    "192.0.2.7:",
    "192.0.2.7:x",
    "192.0.2.7:80:80",
    "192.0.2.256",
    "[192.0.2.7",
    "[]:80",
    "192.0.2.7, 192.0.2.8",
    "\u00a0192.0.2.7",
  ])("L-05 takes %j for one word, so that it is no count of its own and is kept nowhere", (told) => {
    expect(clientAddress(told)).toBe("unknown");
  });
});

describe("addressKey", () => {
  it("is an IPv4 address itself", () => {
    expect(addressKey("192.0.2.7")).toBe("192.0.2.7");
  });

  it.each([
    "2001:db8::1",
    "2001:DB8::1",
    "2001:0db8:0000:0000:ffff::9",
    "2001:db8:0:0:1:2:3:4",
    "2001:db8::192.0.2.7",
  ])("L-05 is the /64 of %s, however it is written", (ip) => {
    expect(addressKey(ip)).toBe("2001:db8:0:0::/64");
  });

  it.each([
    ["2001:db8:0:1::1", "2001:db8:0:1::/64"],
    ["2001:db8:1::1", "2001:db8:1:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4::/64"],
    ["1:2:3:4::", "1:2:3:4::/64"],
  ])("L-05 gives %s the key %s", (ip, key) => {
    expect(addressKey(ip)).toBe(key);
  });

  it.each(["::ffff:192.0.2.7", "::FFFF:192.0.2.7", "0:0:0:0:0:ffff:192.0.2.7", "::ffff:c000:207"])(
    "L-05 is the IPv4 address inside %s, so that no client has two keys",
    (ip) => {
      expect(addressKey(ip)).toBe("192.0.2.7");
    },
  );

  it.each(["192.0.2.7:1", "192.0.2.7:2"])("L-05 is the same at each port: %s", (ip) => {
    expect(addressKey(ip)).toBe("192.0.2.7");
  });

  it("is one for all that is no address", () => {
    expect([addressKey("unknown"), addressKey("x".repeat(5000))]).toEqual(["unknown", "unknown"]);
  });
});
