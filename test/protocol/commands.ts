import fc from "fast-check";

/** A refresh by one tab: milliseconds until the server has it, and until its answer arrives; null: it is lost. */
export interface Flight {
  readonly request: number;
  readonly answer: number | null;
}

export type Command =
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "expire" }
  | { readonly type: "use" }
  | { readonly type: "refresh"; readonly tabs: readonly Flight[] }
  | { readonly type: "sendOld"; readonly back: number }
  | { readonly type: "steal"; readonly back: number }
  | { readonly type: "thiefRefresh"; readonly back: number }
  | { readonly type: "thiefUse" }
  | { readonly type: "race"; readonly back: number }
  | { readonly type: "changeRoles" }
  | { readonly type: "changePassword" }
  | { readonly type: "signOut" }
  | { readonly type: "signIn" }
  | { readonly type: "restart" };

/** Request and answer take 10 s together at most: what the protocol promises to bridge. */
const half = fc.constantFrom(0, 0, 1, 50, 2_000, 5_000);
const flight: fc.Arbitrary<Flight> = fc.record({
  request: half,
  answer: fc.oneof({ weight: 3, arbitrary: half }, { weight: 1, arbitrary: fc.constant(null) }),
});
const waiting = fc.oneof(
  fc.constantFrom(1_000, 9_999, 10_000, 10_001, 60_000, 149_999, 150_000, 300_000, 3_600_000),
  fc.integer({ min: 1_000, max: 7_200_000 }),
);
/** How many pairs back, taken modulo how many there are: mostly the last few, at times any since the sign-in. */
const back = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 3 }) },
  { weight: 1, arbitrary: fc.nat({ max: 24 }) },
);
const of = <Type extends Command["type"]>(type: Type) => fc.constant({ type });

const step: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: waiting.map((ms) => ({ type: "wait" as const, ms })) },
  { weight: 5, arbitrary: of("expire") },
  { weight: 6, arbitrary: of("use") },
  {
    weight: 9,
    arbitrary: fc
      .array(flight, { minLength: 1, maxLength: 4 })
      .map((tabs) => ({ type: "refresh" as const, tabs })),
  },
  { weight: 1, arbitrary: of("restart") },
  { weight: 1, arbitrary: of("changeRoles") },
);
const sessionStep: fc.Arbitrary<Command> = fc.oneof(of("changePassword"), of("signOut"), of("signIn"));
const thiefStep: fc.Arbitrary<Command> = fc.oneof(
  back.map((back) => ({ type: "sendOld" as const, back })),
  back.map((back) => ({ type: "steal" as const, back })),
  back.map((back) => ({ type: "thiefRefresh" as const, back })),
  of("thiefUse"),
  back.map((back) => ({ type: "race" as const, back })),
);

const ROTATION: readonly Command[] = [
  { type: "expire" },
  { type: "refresh", tabs: [{ request: 0, answer: 0 }] },
];
const withThief = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: step },
    { weight: 1, arbitrary: sessionStep },
    { weight: 7, arbitrary: thiefStep },
  ),
  { maxLength: 24, size: "max" },
);
/** Rotations without a thief, so that there are tokens of long ago for one to come with. */
const past: fc.Arbitrary<readonly Command[]> = fc
  .integer({ min: 4, max: 24 })
  .map((count) => Array.from({ length: count }, () => ROTATION).flat());

/** Half the runs know no thief, so that what is promised to the honest is tried as often as what stops a thief. */
export const commands: fc.Arbitrary<readonly Command[]> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.array(fc.oneof({ weight: 20, arbitrary: step }, { weight: 1, arbitrary: sessionStep }), {
      maxLength: 24,
      size: "max",
    }),
  },
  { weight: 7, arbitrary: withThief },
  { weight: 1, arbitrary: fc.tuple(past, withThief).map(([before, run]) => [...before, ...run]) },
);
