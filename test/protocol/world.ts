import { Chain, check } from "./chain.ts";
import type { Command, Flight } from "./commands.ts";
import type { Pair, System } from "./system.ts";

/** On its way: a refresh to the server, or its answer to the browser. */
type Message =
  | { readonly at: number; readonly type: "request"; readonly sent: Pair; readonly answer: number | null }
  | { readonly at: number; readonly type: "answer"; readonly pair: Pair };

/**
 * One browser, whose tabs share a jar, and one thief, on one session of the real system. After every command the
 * system must have done what the chain says.
 */
export class World {
  readonly #system: System;
  #chain: Chain;
  #jar: Pair;
  /** What the jar held, the latest last. */
  #history: Pair[];
  #loot: Pair[] = [];
  #messages: Message[] = [];
  /** The pair whose refresh was lost: the browser, which still holds it, asks again. */
  #unanswered: Pair | null = null;

  private constructor(system: System, chain: Chain, pair: Pair) {
    this.#system = system;
    this.#chain = chain;
    this.#jar = pair;
    this.#history = [pair];
  }

  static async signIn(system: System): Promise<World> {
    const { id, pair } = await system.signIn();
    return new World(system, new Chain(id, pair, system.now), pair);
  }

  async run(command: Command): Promise<void> {
    const before = { id: this.#chain.id, top: this.#chain.top };
    await this.#act(command);
    check(
      (await this.#system.generationOf(this.#chain.id)) === this.#chain.top,
      "the row has another generation",
    );
    const isSmallStep = command.type === "wait" || command.type === "expire";
    const grown = this.#chain.id === before.id ? this.#chain.top - before.top : 0;
    check(isSmallStep || grown <= 1, "one moment moved the generation twice");
  }

  /** Nothing that was ever given is taken once the session is over, by this process or the next. */
  async finish(): Promise<void> {
    await this.#arrive(Number.POSITIVE_INFINITY);
    if (!this.#chain.isEnded) return;
    await this.#tryEverything();
    await this.#system.restart();
    await this.#tryEverything();
  }

  async #act(command: Command): Promise<void> {
    const { now } = this.#system;
    switch (command.type) {
      case "wait":
        return this.#wait(now + command.ms);
      case "expire":
        return this.#wait(Math.max(now, this.#jar.access.expiresAt * 1000) + 1_000);
      case "use":
        return this.#use(this.#jar);
      case "refresh":
        return this.#refreshTabs(command.tabs);
      case "steal":
        this.#loot.push(fromEnd(this.#history, command.back) ?? this.#jar);
        return;
      case "sendOld":
        return this.#strangerSends([fromEnd(this.#history, command.back)]);
      case "thiefRefresh":
        return this.#strangerSends([fromEnd(this.#loot, command.back)]);
      case "race":
        return this.#strangerSends([this.#jar, fromEnd(this.#loot, command.back)]);
      case "thiefUse":
        return this.#use(this.#loot.at(-1) ?? this.#jar);
      case "changeRoles":
        this.#chain.makeStale();
        return this.#system.changeRoles();
      case "changePassword":
        this.#chain.isEnded = true;
        return this.#system.changePassword();
      case "signOut":
        this.#chain.isEnded = true;
        return this.#system.signOut(this.#chain.id);
      case "signIn":
        return this.#signInAgain();
      case "restart":
        this.#chain.loseNotes();
        return this.#system.restart();
    }
  }

  async #wait(until: number): Promise<void> {
    await this.#system.flush();
    this.#chain.keepNotes();
    await this.#arrive(until);
    this.#system.now = until;
  }

  /** Only a browser whose access token is refused, or which lost an answer and holds the same cookies, refreshes. */
  async #refreshTabs(tabs: readonly Flight[]): Promise<void> {
    const { now } = this.#system;
    const isRefused = now >= this.#jar.access.expiresAt * 1000 || this.#chain.isStale(this.#jar);
    if (!isRefused && this.#unanswered !== this.#jar) return;
    const sent = this.#jar;
    for (const { request, answer } of tabs)
      this.#messages.push({ at: now + request, type: "request", sent, answer });
    await this.#arrive(now);
  }

  /** Everything that arrives until then, in its order; what arrives in one moment, together. */
  async #arrive(until: number): Promise<void> {
    for (;;) {
      const at = this.#messages.reduce(
        (least, message) => Math.min(least, message.at),
        Number.POSITIVE_INFINITY,
      );
      if (at > until || at === Number.POSITIVE_INFINITY) return;
      this.#system.now = Math.max(this.#system.now, at);
      const due = this.#messages.filter((message) => message.at === at);
      this.#messages = this.#messages.filter((message) => message.at !== at);
      for (const message of due) if (message.type === "answer") this.#keep(message.pair);
      await this.#browserSends(due.filter((message) => message.type === "request"));
    }
  }

  async #browserSends(requests: readonly (Message & { type: "request" })[]): Promise<void> {
    const { now } = this.#system;
    // Asked before: a reuse that this very refresh was taken for would excuse itself.
    const isExcused = this.#chain.hasStranger || this.#chain.isOver(now);
    const answers = await this.#refresh(requests.map(({ sent }) => sent));
    for (const [index, { sent, answer }] of requests.entries()) {
      const pair = answers[index] ?? null;
      // A token that expired on its way is refused by itself: the session, and a newer cookie, live on.
      const isExpired = now >= sent.refresh.expiresAt * 1000;
      check(pair !== null || isExcused || isExpired, "an honest browser was signed out");
      if (answer === null) this.#unanswered = sent;
      else if (pair !== null) this.#messages.push({ at: now + answer, type: "answer", pair });
    }
  }

  async #strangerSends(pairs: readonly (Pair | undefined)[]): Promise<void> {
    const sent = pairs.filter((pair) => pair !== undefined);
    if (sent.length !== pairs.length) return;
    this.#chain.hasStranger = true;
    const answers = await this.#refresh(sent);
    const got = answers.at(-1) ?? null;
    if (got !== null) this.#loot.push(got);
  }

  /** Sends refresh tokens in one moment, and holds the answers against the chain. */
  async #refresh(sent: readonly Pair[]): Promise<(Pair | null)[]> {
    const { now } = this.#system;
    const valid = sent.filter(({ refresh }) => now / 1000 < refresh.expiresAt);
    const answers = await this.#system.refresh(sent.map(({ refresh }) => refresh.value));
    const isTaken = valid.length > 0 && this.#chain.expectRefresh(valid, now);
    return answers.map((answer, index) => {
      const token = sent[index];
      check(token !== undefined, "an answer came to no request");
      const expected = !valid.includes(token) ? null : isTaken ? "pair" : "ended";
      const got = typeof answer === "string" || answer === null ? answer : "pair";
      check(got === expected, `a refresh of ${token.generation} got ${got}, not ${expected}`);
      if (typeof answer === "string" || answer === null) return null;
      this.#chain.give(answer);
      check(!this.#chain.hasUseAfter(token.generation, now), "user and thief both go on");
      return answer;
    });
  }

  async #use(pair: Pair): Promise<void> {
    const { now } = this.#system;
    const isExpired = now >= pair.access.expiresAt * 1000;
    const unexpired = this.#chain.isStale(pair) ? "stale" : "ok";
    const expected = isExpired ? "expired" : this.#chain.isEnded ? "revoked" : unexpired;
    const got = this.#system.use(pair.access.value);
    check(got === expected, `an access token of ${pair.generation} was ${got}, not ${expected}`);
    if (got === "ok") this.#chain.noteUse(pair.generation, now);
  }

  async #signInAgain(): Promise<void> {
    await this.finish();
    const { id, pair } = await this.#system.signIn();
    this.#chain = new Chain(id, pair, this.#system.now);
    this.#history = [];
    this.#loot = [];
    this.#keep(pair);
  }

  #keep(pair: Pair): void {
    this.#jar = pair;
    this.#history.push(pair);
  }

  async #tryEverything(): Promise<void> {
    await this.#refresh(this.#chain.pairs);
    for (const pair of this.#chain.pairs) await this.#use(pair);
  }
}

/** So many back from the last one, round and round; undefined where there is none. */
function fromEnd(pairs: readonly Pair[], back: number): Pair | undefined {
  return pairs.at(-1 - (back % pairs.length));
}
