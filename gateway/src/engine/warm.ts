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
    // Planning is synchronous: requests that arrived meanwhile go first.
    await nextTurn();
    if (performance.now() >= endsAt) report.late++;
    else if (await warmOne(schema, candidate, plan)) report.planned++;
    else report.skipped++;
  }
  return report;
}

async function warmOne(
  schema: GraphQLSchema,
  { source, documentHash, operationName }: HotOperation,
  plan: (operation: ParsedOperation) => Promise<boolean>,
): Promise<boolean> {
  try {
    const document = parse(source);
    if (!getOperationAST(document, operationName) || validate(schema, document).length > 0) return false;
    return await plan({ document, documentHash, operationName });
  } catch {
    return false;
  }
}
