import { getOperationAST, parse, validate, type GraphQLSchema } from 'graphql';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HotOperation, ParsedOperation, WarmReport } from './engine.js';

/**
 * Plans hot operations one by one, until the time is up. `plan` says whether there is a plan now; what it throws counts
 * as "no".
 */
export async function warm(
  schema: GraphQLSchema,
  hot: readonly HotOperation[],
  deadlineMs: number,
  plan: (operation: ParsedOperation) => Promise<boolean>,
): Promise<WarmReport> {
  const endsAt = performance.now() + deadlineMs;
  const report: WarmReport = { planned: 0, skipped: 0, late: 0 };
  for (const candidate of hot) {
    // Parsing, validating and, for some engines, planning are synchronous: requests that arrived meanwhile go first.
    await nextTurn();
    const leftMs = endsAt - performance.now();
    // One that takes longer goes on being planned; nobody waits for it here.
    report[leftMs <= 0 ? 'late' : await within(leftMs, warmOne(schema, candidate, plan))]++;
  }
  return report;
}

async function warmOne(
  schema: GraphQLSchema,
  { source, documentHash, operationName }: HotOperation,
  plan: (operation: ParsedOperation) => Promise<boolean>,
): Promise<keyof WarmReport> {
  try {
    const document = parse(source);
    if (!getOperationAST(document, operationName) || validate(schema, document).length > 0) return 'skipped';
    return (await plan({ document, documentHash, operationName })) ? 'planned' : 'skipped';
  } catch {
    return 'skipped';
  }
}

async function within(limitMs: number, work: Promise<keyof WarmReport>): Promise<keyof WarmReport> {
  const { promise: late, resolve } = Promise.withResolvers<keyof WarmReport>();
  const timer = setTimeout(() => resolve('late'), limitMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
