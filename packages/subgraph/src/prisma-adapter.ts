import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { whenTelemetry, type DatabaseFacts } from '@kontor/telemetry';
import type { Logger } from '@kontor/http';
import { integerFrom, type Environment } from './environment.js';
import { observeQueries, queryObserverOf } from './observe-queries.js';

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
  const database = factsOf(options.url);
  const observer = queryObserverOf(database, options.onQuery);
  if (observer) observeQueries(adapter, observer);
  whenTelemetry((telemetry) => {
    const forget = telemetry.pool({
      name: database.namespace,
      connectionsMax: pool.options.max,
      read: () => stateOf(pool),
    });
    pool.once('end', forget);
  });

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

/** What may be told of where the database is: never the user, never the password. */
function factsOf(url: string): DatabaseFacts {
  const parsed = URL.parse(url);
  return {
    namespace: decodeURIComponent(parsed?.pathname.slice(1) ?? ''),
    address: parsed?.hostname ?? '',
    port: Number(parsed?.port) || POSTGRES_PORT,
  };
}

const POSTGRES_PORT = 5432;

const stateOf = ({ totalCount, idleCount, waitingCount }: pg.Pool) => ({
  used: totalCount - idleCount,
  idle: idleCount,
  waiting: waitingCount,
});
