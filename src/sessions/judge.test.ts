import { describe, expect, it } from "vitest";
import { judgeRefresh, type Verdict } from "./judge.ts";
import type { SessionRow } from "./session.ts";

const NOW = 1_000_000;
/** Generation 5, not seen yet, far from its ends. */
const session: SessionRow = {
  id: "s",
  user_id: "u",
  generation: 5,
  rotated_at: NOW - 1000,
  seen_generation: 4,
  seen_at: NOW - 900_000,
  created_at: 0,
  last_used_at: NOW - 1000,
  idle_expires_at: NOW + 1000,
  expires_at: NOW + 2000,
  revoked_at: null,
  revoke_reason: null,
  stale_at: null,
  version: 0,
  user_agent: "",
  ip: "",
  device_key: null,
  device_challenge: null,
  authenticated_at: 0,
  must_change_password: 0,
};
const seenAt = (seen_at: number) => ({ seen_generation: 5, seen_at });

describe("judgeRefresh", () => {
  it.each<[string, Partial<SessionRow>, number, Verdict]>([
    ["the current generation", {}, 5, "current"],
    ["the current one, seen long ago", seenAt(0), 5, "current"],
    ["the predecessor, its successor never seen", {}, 4, "predecessor"],
    [
      "the predecessor, its successor never seen, however old",
      { rotated_at: 0, seen_at: null },
      4,
      "predecessor",
    ],
    ["the predecessor, its successor just seen", seenAt(NOW), 4, "predecessor"],
    ["the predecessor, on the last millisecond of its grace", seenAt(NOW - 10_000), 4, "predecessor"],
    ["the predecessor, a millisecond after its grace", seenAt(NOW - 10_001), 4, "reuse"],
    ["two generations back, inside the grace", seenAt(NOW), 3, "reuse"],
    ["two generations back, nothing seen", { seen_generation: 0, seen_at: null }, 3, "reuse"],
    ["generation 0", {}, 0, "reuse"],
    ["a generation that is yet to come", {}, 6, "ahead"],
    ["one that is yet to come, of a revoked session", { revoked_at: 1 }, 6, "over"],
    ["the current one of a revoked session", { revoked_at: 1 }, 5, "over"],
    ["the predecessor of a revoked session", { revoked_at: 1 }, 4, "over"],
    ["an old one of a revoked session", { revoked_at: 1 }, 1, "over"],
    ["the current one on the last millisecond of idling", { idle_expires_at: NOW + 1 }, 5, "current"],
    ["the current one when it idled too long", { idle_expires_at: NOW }, 5, "over"],
    ["the current one at the session's end", { expires_at: NOW }, 5, "over"],
  ])("judges %s", (_what, row, generation, verdict) => {
    expect(judgeRefresh({ ...session, ...row }, { gen: generation }, NOW, { rotationGrace: 10 })).toBe(
      verdict,
    );
  });

  it.each<[string, number, number, Verdict]>([
    ["the current generation of the current version", 5, 2, "current"],
    ["the current generation of an older version", 5, 1, "stale"],
    ["the predecessor of an older version", 4, 1, "predecessor"],
    ["two generations back, of an older version", 3, 1, "reuse"],
    ["a version that is yet to come", 5, 3, "ahead"],
  ])("of a session of version 2 judges %s", (_what, gen, ver, verdict) => {
    expect(judgeRefresh({ ...session, version: 2 }, { gen, ver }, NOW, { rotationGrace: 10 })).toBe(verdict);
  });

  it("with no grace ends the predecessor once its successor was seen", () => {
    const seen = { ...session, ...seenAt(NOW - 1) };
    expect(judgeRefresh(seen, { gen: 4 }, NOW, { rotationGrace: 0 })).toBe("reuse");
    expect(judgeRefresh(session, { gen: 4 }, NOW, { rotationGrace: 0 })).toBe("predecessor");
  });
});
