import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { answerQuestions } from "./child.ts";
import type { Load } from "./load.ts";
import { PASSWORD } from "./people.ts";
import { openRawCommits } from "./raw-commits.ts";

/** The cost that src/passwords/hasher.ts has. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** argon2id verifications, one per core at a time, and nothing else. */
async function hashes({ seconds }: { seconds: number }): Promise<Load> {
  const stored = await hash(PASSWORD, COST);
  const startedAt = performance.now();
  let count = 0;
  const worker = async () => {
    while (performance.now() - startedAt < seconds * 1000) {
      await verify(stored, PASSWORD);
      count++;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return { count, seconds: (performance.now() - startedAt) / 1000 };
}

/** Durable commits one after the other. */
function commits({ folder, seconds }: { folder: string; seconds: number }): Load {
  const commit = openRawCommits(folder);
  const startedAt = performance.now();
  let count = 0;
  for (; performance.now() - startedAt < seconds * 1000; count++) commit();
  return { count, seconds: (performance.now() - startedAt) / 1000 };
}

const handlers = { hashes, commits };

export type RawRates = typeof handlers;
answerQuestions(handlers);
