import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Counts SQL statements, for benches and tests: switched on by KONTOR_COUNT_SQL=true. Then every answer has the
 * header `kontor-sql-queries`, and GET /debug/sql-queries tells the process's total.
 */
export const SQL_QUERIES_HEADER = 'kontor-sql-queries';
export const SQL_QUERIES_PATH = '/debug/sql-queries';

export const isSqlCounted = (): boolean => process.env['KONTOR_COUNT_SQL'] === 'true';

const perRequest = new AsyncLocalStorage<{ queries: number }>();
let total = 0;

export function countSqlQuery(): void {
  total += 1;
  const request = perRequest.getStore();
  if (request) request.queries += 1;
}

export const sqlQueriesTotal = (): number => total;

/** Runs `work` and tells how many statements it sent. */
export async function withSqlCount<T>(work: () => Promise<T>): Promise<{ result: T; queries: number }> {
  const store = { queries: 0 };
  const result = await perRequest.run(store, work);
  return { result, queries: store.queries };
}
