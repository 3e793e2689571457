import type { Rule, RuleSession } from "./rules.ts";

/** Milliseconds. */
const ACCESS_LIFETIME = 300_000;
const DAY = 8 * 3_600_000;
/** Half way, all tabs sleep for an hour and wake in one moment. */
const BREAK = { from: 4 * 3_600_000, until: 5 * 3_600_000 };

/** Everything the figures rest on; printed with them. */
export const ASSUMPTIONS: readonly string[] = [
  "access tokens live 5 min; refresh tokens and sessions outlive every run",
  "a day: 8 h at one browser, with an hour of sleep after 4 h, from which all tabs wake in one moment",
  "each tab sends a request every 10 to 30 s, evenly spread; with an expired access token it first refreshes",
  "tabs share one jar and do not coordinate; the server decides at once, the answer takes 0.05 to 2 s, evenly spread",
  "a lost answer was decided but never arrives; its tab asks again at its next request, with what the jar holds then",
  "who was signed out signs in again at once, and all answers under way are gone",
  "the thief acts like one more tab with a jar of its own, whose answers are never lost, and starts at once",
  "stolen at a random moment before the sleep; the run ends with the working day, or when the session ends",
];

export interface Scenario {
  readonly tabs: number;
  /** Share of the refresh answers that are lost, 0 to 1. */
  readonly lost: number;
  /** Milliseconds after the start when the thief copies the jar, and whether it copies what was there before. */
  readonly theft?: { readonly at: number; readonly what: "current" | "predecessor" };
}

export interface Outcome {
  readonly signOuts: number;
  /** Milliseconds from the theft to the end of the session; null when it did not end. */
  readonly caughtAfter: number | null;
}

interface Jar {
  token: number;
  expiresAt: number;
}

/** A tab, or the thief. */
interface Actor {
  jar: Jar;
  readonly isThief: boolean;
  nextAt: number;
  /** The answer it waits for. */
  answer: Jar | "lost" | null;
}

/** One working day under a rule. */
export function simulateDay(rule: Rule, scenario: Scenario, random: () => number): Outcome {
  const between = (from: number, to: number) => from + random() * (to - from);
  const { theft, tabs, lost } = scenario;
  const jar: Jar = { token: 0, expiresAt: 0 };
  let previous: Jar = jar;
  let session = signIn(0);
  let signOuts = 0;
  const actors: Actor[] = Array.from({ length: tabs }, () => ({
    jar,
    isThief: false,
    nextAt: between(0, 20_000),
    answer: null,
  }));
  let isStolen = false;

  function signIn(now: number): RuleSession {
    const started = rule.start(now);
    jar.token = started.first;
    jar.expiresAt = now + ACCESS_LIFETIME;
    return started;
  }

  function wait(actor: Actor, now: number): void {
    const next = now + between(10_000, 30_000);
    const sleeps = !actor.isThief && next > BREAK.from && now < BREAK.until;
    actor.nextAt = sleeps ? BREAK.until : next;
  }

  /** False: the session was ended. */
  function act(actor: Actor, now: number): boolean {
    if (actor.answer !== null && actor.answer !== "lost") {
      if (!actor.isThief && actor.answer.token !== jar.token) previous = { ...jar };
      Object.assign(actor.jar, actor.answer);
    }
    const wasLost = actor.answer === "lost";
    actor.answer = null;
    if (now < actor.jar.expiresAt || wasLost) {
      if (!wasLost) session.use(actor.jar.token, now);
      wait(actor, now);
      return true;
    }
    const token = session.refresh(actor.jar.token, now);
    if (token === null) return false;
    const isLost = !actor.isThief && random() < lost;
    actor.answer = isLost ? "lost" : { token, expiresAt: now + ACCESS_LIFETIME };
    actor.nextAt = now + between(50, 2_000);
    return true;
  }

  for (;;) {
    let actor = actors[0];
    for (const one of actors) if (actor === undefined || one.nextAt < actor.nextAt) actor = one;
    const now = actor?.nextAt ?? DAY;
    if (theft !== undefined && !isStolen && now >= theft.at && previous !== jar) {
      isStolen = true;
      // A predecessor's access token is as good as spent: only its refresh token is of use.
      const loot = theft.what === "current" ? { ...jar } : { token: previous.token, expiresAt: 0 };
      actors.push({ jar: loot, isThief: true, nextAt: theft.at, answer: null });
      continue;
    }
    if (actor === undefined || now >= DAY) return { signOuts, caughtAfter: null };
    if (act(actor, now)) continue;
    if (isStolen && theft !== undefined) return { signOuts, caughtAfter: now - theft.at };
    signOuts += 1;
    session = signIn(now);
    for (const one of actors) one.answer = null;
    wait(actor, now);
  }
}
