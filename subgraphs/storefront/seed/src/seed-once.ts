import { inChunks } from './chunks.js';

/** Rows of one kind and how to write them. */
export interface SeedStep<Tx, Row> {
  /** In the log, such as `products`. */
  what: string;
  rows: Iterable<Row>;
  insert: (tx: Tx, rows: Row[]) => Promise<unknown>;
}

export interface SeedPlan<Tx> {
  /** One cheap statement: is there nothing yet? Asked under the lock. */
  isEmpty: (tx: Tx) => Promise<boolean>;
  /** Runs `work` in one transaction and commits it, or rolls back when `work` throws. */
  transaction: (work: (tx: Tx) => Promise<void>) => Promise<void>;
  /** Waits until no other process seeds this database; held until the transaction ends. */
  lock: (tx: Tx) => Promise<unknown>;
  steps: readonly ((tx: Tx) => Promise<SeededRows>)[];
  /** After the last step, still in the transaction: statistics, sequences. */
  finish: (tx: Tx) => Promise<unknown>;
  log: { info(facts: object, message: string): void };
}

export interface SeededRows {
  what: string;
  rows: number;
}

/** Few enough rows for a statement of a few hundred kilobytes, many enough that the round trips do not count. */
const ROWS_PER_STATEMENT = 1_000;

/** A step of a plan: writes the rows chunk by chunk, with one chunk in memory at a time. */
export const seedStep =
  <Tx, Row>({ what, rows, insert }: SeedStep<Tx, Row>) =>
  async (tx: Tx): Promise<SeededRows> => {
    let written = 0;
    for (const chunk of inChunks(rows, ROWS_PER_STATEMENT)) {
      await insert(tx, chunk);
      written += chunk.length;
    }
    return { what, rows: written };
  };

/**
 * Fills an empty database with sample data, all of it or nothing: killed half-way it leaves an empty database, and when
 * two processes start at once the second one waits, sees the rows of the first and writes none.
 */
export async function seedOnce<Tx>(plan: SeedPlan<Tx>): Promise<'seeded' | 'not empty'> {
  const startedMs = performance.now();
  let total = 0;
  await plan.transaction(async (tx) => {
    await plan.lock(tx);
    if (!(await plan.isEmpty(tx))) return;
    for (const step of plan.steps) {
      const stepStartedMs = performance.now();
      const { what, rows } = await step(tx);
      total += rows;
      plan.log.info({ what, rows, ms: Math.round(performance.now() - stepStartedMs) }, 'seeding');
    }
    await plan.finish(tx);
  });
  if (total === 0) return 'not empty';
  plan.log.info({ rows: total, ms: Math.round(performance.now() - startedMs) }, 'seeded');
  return 'seeded';
}
