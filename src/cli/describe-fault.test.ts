import { expect, it } from "vitest";
import { describeFault } from "./describe-fault.ts";

const OUTSIDE = { chain: null, position: null, at: 0 } as const;

it("says of rows that nobody seals what that means and where to look", () => {
  expect(describeFault({ kind: "unsealed", ...OUTSIDE, id: 7 })).toBe(
    'Outside of all chains: this event and those after it are not sealed (event 7, 1970-01-01T00:00:00.000Z), though later ones were written over ten minutes: until they are, they can be changed unseen. Look for "events could not be written or sealed" in the log of the server, and start it anew if it has ended.',
  );
});

it("says of an id that is never given how to get rid of it", () => {
  expect(describeFault({ kind: "inserted", ...OUTSIDE, id: 2 ** 53 })).toMatch(
    /set seq of events in sqlite_seq/,
  );
  expect(describeFault({ kind: "inserted", ...OUTSIDE, id: 8 })).toBe(
    "Outside of all chains: an event stands here that was not written (event 8, 1970-01-01T00:00:00.000Z).",
  );
});

it("lets no name of a trigger move the cursor", () => {
  expect(describeFault({ kind: "trigger", name: "a\u001b[2Kb" })).toContain(
    "The trigger a\ufffd[2Kb concerns",
  );
});

it("tells which events are missing", () => {
  expect(describeFault({ kind: "gap", from: 7, to: 7 })).toMatch(/^Event 7 is missing: /);
  expect(describeFault({ kind: "gap", from: 7, to: 9 })).toMatch(/^Events 7 to 9 are missing: /);
});
