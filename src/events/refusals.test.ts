import { expect, it } from "vitest";
import { AuthError } from "../errors.ts";
import { createRefusals, MAX_IN_WINDOW, WINDOW } from "./refusals.ts";

const request = { method: "POST", url: "/", ip: "192.0.2.1", header: () => undefined };
const refusal = () => new AuthError("csrf_failed", {}, { logReason: "untrusted_origin" });

it("of a flood some are written, and how many more there were once its minute is over", () => {
  const clock = { now: 1_000 };
  const added: string[] = [];
  const leftOut: [string, number][] = [];
  const refusals = createRefusals({
    queue: { add: ({ outcome }) => added.push(outcome), leaveOut: (...more) => leftOut.push(more) },
    now: () => clock.now,
  });
  for (let index = 0; index < MAX_IN_WINDOW + 7; index++) refusals.note(refusal(), request);
  expect(added).toEqual(Array(MAX_IN_WINDOW).fill("untrusted_origin"));
  refusals.endWindows();
  expect(leftOut).toEqual([]);
  clock.now += WINDOW;
  refusals.endWindows();
  refusals.endWindows(true);
  expect(leftOut).toEqual([["csrf_refused", 7]]);
  refusals.note(refusal(), request);
  expect(added).toHaveLength(MAX_IN_WINDOW + 1);
});
