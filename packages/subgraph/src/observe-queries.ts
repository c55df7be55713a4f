import type { PrismaPg } from '@prisma/adapter-pg';
import { asksForTelemetry, telemetry, type DatabaseFacts } from '@kontor/telemetry';
import { countSqlQuery, isSqlCounted } from './sql-count.js';

/** Runs one statement, and hears of it. */
type QueryObserver = <T>(sql: string, run: () => Promise<T>) => Promise<T>;

/** Nobody: then the adapter is left as it is. */
export function queryObserverOf(
  database: DatabaseFacts,
  onQuery: ((sql: string) => void) | undefined,
): QueryObserver | undefined {
  const counted = isSqlCounted();
  const traced = asksForTelemetry(process.env);
  if (!counted && !traced && !onQuery) return undefined;
  return (sql, run) => {
    if (counted) countSqlQuery();
    onQuery?.(sql);
    return telemetry()?.statement({ sql, database }, run) ?? run();
  };
}

type Connected = Awaited<ReturnType<PrismaPg['connect']>>;
type Queryable = Pick<Connected, 'queryRaw' | 'executeRaw'>;

/** BEGIN and COMMIT are not told: they are not queries. */
export function observeQueries(adapter: PrismaPg, observe: QueryObserver): void {
  const tell = <T extends Queryable>(queryable: T): T => {
    const queryRaw = queryable.queryRaw.bind(queryable);
    const executeRaw = queryable.executeRaw.bind(queryable);
    queryable.queryRaw = (query) => observe(query.sql, () => queryRaw(query));
    queryable.executeRaw = (query) =>
      TRANSACTION_CONTROL.test(query.sql) ? executeRaw(query) : observe(query.sql, () => executeRaw(query));
    return queryable;
  };
  const connect = adapter.connect.bind(adapter);
  adapter.connect = async () => {
    const connected = tell(await connect());
    const startTransaction = connected.startTransaction.bind(connected);
    connected.startTransaction = async (isolationLevel) => tell(await startTransaction(isolationLevel));
    return connected;
  };
}

const TRANSACTION_CONTROL = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET TRANSACTION)\b/i;
