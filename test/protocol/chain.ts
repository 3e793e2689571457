import { type Pair, settings } from "./system.ts";

const IDLE = settings.refreshTokenLifetime * 1000;
const LIFETIME = settings.sessionLifetime * 1000;
const GRACE = settings.rotationGrace * 1000;
/** A successor is given again, to the byte, for half its access token's life (docs/decisions/0003). */
const REPEAT = settings.accessTokenLifetime * 500;

interface Use {
  readonly generation: number;
  readonly at: number;
}

/** What must become of one session, told by what happened to it and not by its row. Times in milliseconds. */
export class Chain {
  readonly id: string;
  top = 1;
  /** Every pair that was ever given. */
  readonly pairs: Pair[] = [];
  isEnded = false;
  /** Somebody but the browser sent a token of this session. */
  hasStranger = false;
  readonly #endsAt: number;
  #rotatedAt: number;
  #version = 0;
  readonly #bytes = new Map<string, string>();
  /** The first use of each generation: `noted` in a process's memory, `kept` on disk. */
  #noted: Use | null = null;
  readonly #kept: Use[] = [];

  constructor(id: string, pair: Pair, now: number) {
    this.id = id;
    this.#rotatedAt = now;
    this.#endsAt = now + LIFETIME;
    this.give(pair);
  }

  /** A pair was given: at most one for each generation, version and time, to the byte. */
  give(pair: Pair): void {
    const key = `${pair.generation}/${pair.version}/${pair.rotatedAt}`;
    const bytes = `${pair.access.value} ${pair.refresh.value}`;
    check((this.#bytes.get(key) ?? bytes) === bytes, `two successors for ${key}`);
    check(pair.generation === this.top, `generation ${pair.generation} was given, not ${this.top}`);
    check(!this.isStale(pair), "a stale pair was given");
    check(pair.rotatedAt === this.#rotatedAt, "a successor was not made when it should have been");
    if (!this.#bytes.has(key)) this.pairs.push(pair);
    this.#bytes.set(key, bytes);
  }

  isOver(now: number): boolean {
    return this.isEnded || now >= this.#endsAt || now >= this.#rotatedAt + IDLE;
  }

  /** Refreshes of one moment with these tokens: true when all must get the (same) successor. */
  expectRefresh(tokens: readonly Pair[], now: number): boolean {
    if (this.isOver(now)) return false;
    if (tokens.some(({ generation }) => this.#isReuse(generation, now))) {
      this.isEnded = true;
      return false;
    }
    if (tokens.some((token) => token.generation === this.top && !this.isStale(token))) this.advance(now);
    else if (now >= this.#rotatedAt + REPEAT) this.#rotatedAt = now;
    return true;
  }

  advance(now: number): void {
    this.top += 1;
    this.#rotatedAt = now;
  }

  /** The roles changed: what was made before must be refreshed. */
  makeStale(): void {
    if (!this.isEnded) this.#version += 1;
  }

  isStale({ version }: Pair): boolean {
    return version < this.#version;
  }

  /** Older than the direct predecessor, or the predecessor after its window. */
  #isReuse(generation: number, now: number): boolean {
    return generation < this.top - 1 || this.hasUseAfter(generation, now);
  }

  /** A later generation was in use for longer than the window: whoever holds this one has parted from its user. */
  hasUseAfter(generation: number, now: number): boolean {
    return this.#kept.some((use) => use.generation > generation && now > use.at + GRACE);
  }

  noteUse(generation: number, now: number): void {
    const known = [...this.#kept, ...(this.#noted === null ? [] : [this.#noted])];
    if (known.some((use) => use.generation >= generation)) return;
    this.#noted = { generation, at: now };
  }

  keepNotes(): void {
    if (this.#noted !== null) this.#kept.push(this.#noted);
    this.#noted = null;
  }

  loseNotes(): void {
    this.#noted = null;
  }
}

export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`The protocol is broken: ${what}.`);
}
