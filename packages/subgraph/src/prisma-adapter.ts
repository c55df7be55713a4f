import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Logger } from '@kontor/http';
import { integerFrom, type Environment } from './environment.js';
import { countSqlQuery, isSqlCounted } from './sql-count.js';

/** Every limit has a variable; what is passed in code wins over it. */
export interface PrismaAdapterOptions {
  url: string;
  /** Connections of this process, at most (KONTOR_DB_POOL_MAX, 10). */
  poolMax?: number;
  /** An unused connection is closed after this (KONTOR_DB_POOL_IDLE_MS, 10000). */
  poolIdleMs?: number;
  /** Waiting for a free or new connection (KONTOR_DB_CONNECT_TIMEOUT_MS, 5000). */
  connectTimeoutMs?: number;
  /** One statement, enforced by the server (KONTOR_DB_STATEMENT_TIMEOUT_MS, 10000). */
  statementTimeoutMs?: number;
  /** A transaction that does nothing, enforced by the server (KONTOR_DB_IDLE_TRANSACTION_TIMEOUT_MS, 15000). */
  idleTransactionTimeoutMs?: number;
  /** Waiting for an interactive transaction to begin (KONTOR_DB_TRANSACTION_WAIT_MS, 5000). */
  transactionWaitMs?: number;
  /** A whole interactive transaction (KONTOR_DB_TRANSACTION_TIMEOUT_MS, 10000). */
  transactionTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Hears of connections lost while idle; the pool replaces them. */
  log?: Logger;
  /** Called with each statement's text before it is sent. For tests. */
  onQuery?: (sql: string) => void;
  env?: Environment;
}

export interface PrismaAdapter {
  /** For `new PrismaClient({ adapter, transactionOptions })`. */
  adapter: PrismaPg;
  transactionOptions: { maxWait: number; timeout: number };
  /** Closes the pool, after `$disconnect`. Idempotent. */
  close(): Promise<void>;
}

export function createPrismaAdapter(options: PrismaAdapterOptions): PrismaAdapter {
  const env = options.env ?? process.env;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolMax ?? integerFrom(env, 'KONTOR_DB_POOL_MAX', 10, 1),
    idleTimeoutMillis: options.poolIdleMs ?? integerFrom(env, 'KONTOR_DB_POOL_IDLE_MS', 10_000),
    connectionTimeoutMillis:
      options.connectTimeoutMs ?? integerFrom(env, 'KONTOR_DB_CONNECT_TIMEOUT_MS', 5_000, 1),
    statement_timeout:
      options.statementTimeoutMs ?? integerFrom(env, 'KONTOR_DB_STATEMENT_TIMEOUT_MS', 10_000),
    idle_in_transaction_session_timeout:
      options.idleTransactionTimeoutMs ?? integerFrom(env, 'KONTOR_DB_IDLE_TRANSACTION_TIMEOUT_MS', 15_000),
    application_name: options.applicationName ?? 'kontor',
  });
  // Without a listener, a connection lost while idle would end the process.
  pool.on('error', (error) => options.log?.warn({ err: error }, 'lost an idle database connection'));
  const adapter = new PrismaPg(pool);
  const onQuery = listenerOf(options);
  if (onQuery) tellQueries(adapter, onQuery);

  let closed: Promise<void> | undefined;
  return {
    adapter,
    transactionOptions: {
      maxWait: options.transactionWaitMs ?? integerFrom(env, 'KONTOR_DB_TRANSACTION_WAIT_MS', 5_000, 1),
      timeout:
        options.transactionTimeoutMs ?? integerFrom(env, 'KONTOR_DB_TRANSACTION_TIMEOUT_MS', 10_000, 1),
    },
    close: () => (closed ??= pool.end()),
  };
}

function listenerOf({ onQuery }: PrismaAdapterOptions): ((sql: string) => void) | undefined {
  if (!isSqlCounted()) return onQuery;
  return (sql) => {
    countSqlQuery();
    onQuery?.(sql);
  };
}

type Connected = Awaited<ReturnType<PrismaPg['connect']>>;
type Queryable = Pick<Connected, 'queryRaw' | 'executeRaw'>;

/** BEGIN and COMMIT are not told: they are not queries. */
function tellQueries(adapter: PrismaPg, onQuery: (sql: string) => void): void {
  const tell = <T extends Queryable>(queryable: T): T => {
    const queryRaw = queryable.queryRaw.bind(queryable);
    const executeRaw = queryable.executeRaw.bind(queryable);
    queryable.queryRaw = (query) => (onQuery(query.sql), queryRaw(query));
    queryable.executeRaw = (query) => {
      if (!TRANSACTION_CONTROL.test(query.sql)) onQuery(query.sql);
      return executeRaw(query);
    };
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
