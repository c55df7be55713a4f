import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Counts SQL statements, for benches and tests: switched on by KONTOR_COUNT_SQL=true. Then every answer has the
 * header `kontor-sql-queries`, and GET /debug/sql-queries tells the process's totals.
 */
export const SQL_QUERIES_HEADER = 'kontor-sql-queries';
export const SQL_QUERIES_PATH = '/debug/sql-queries';

export const isSqlCounted = (): boolean => process.env['KONTOR_COUNT_SQL'] === 'true';

const perRequest = new AsyncLocalStorage<{ queries: number }>();
const totals = { requests: 0, queries: 0 };

export function countSqlQuery(): void {
  totals.queries += 1;
  const request = perRequest.getStore();
  if (request) request.queries += 1;
}

/** Since the process started: GraphQL requests answered, statements sent. */
export const sqlTotals = (): Readonly<typeof totals> => ({ ...totals });

/** Runs `work` and tells how many statements it sent. */
export async function withSqlCount<T>(work: () => Promise<T>): Promise<{ result: T; queries: number }> {
  totals.requests += 1;
  const store = { queries: 0 };
  const result = await perRequest.run(store, work);
  return { result, queries: store.queries };
}
