import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Meter,
  type Tracer,
} from '@opentelemetry/api';
import * as sdk from '../sdk/index.js';
import type { ConnectionPoolFacts, Telemetry } from '../telemetry.js';
import { SECONDS_OF_DATABASE } from './buckets.js';
import { createSqlReader } from './sql-text.js';

/** Spans `SELECT Product` of kind CLIENT, `db.client.operation.duration`, and the state of connection pools. */
export function observeStatements(tracer: Tracer, meter: Meter): Pick<Telemetry, 'statement' | 'pool'> {
  const durations = meter.createHistogram(sdk.METRIC_DB_CLIENT_OPERATION_DURATION, {
    description: 'Duration of SQL statements.',
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS_OF_DATABASE },
  });
  const readSql = createSqlReader();

  async function statement<T>(
    { sql, database }: Parameters<Telemetry['statement']>[0],
    run: () => Promise<T>,
  ): Promise<T> {
    const startedAtMs = performance.now();
    const { text, operation, collection } = readSql(sql);
    const summary = collection === undefined ? operation : `${operation} ${collection}`;
    const common: Attributes = {
      [sdk.ATTR_DB_SYSTEM_NAME]: sdk.DB_SYSTEM_NAME_VALUE_POSTGRESQL,
      [sdk.ATTR_DB_NAMESPACE]: database.namespace,
      [sdk.ATTR_DB_OPERATION_NAME]: operation,
      [sdk.ATTR_SERVER_ADDRESS]: database.address,
      [sdk.ATTR_SERVER_PORT]: database.port,
      ...(collection !== undefined && { [sdk.ATTR_DB_COLLECTION_NAME]: collection }),
    };
    const span = tracer.startSpan(summary, {
      kind: SpanKind.CLIENT,
      attributes: { ...common, [sdk.ATTR_DB_QUERY_TEXT]: text, [sdk.ATTR_DB_QUERY_SUMMARY]: summary },
    });
    let outcome: Attributes = {};
    try {
      return await context.with(trace.setSpan(context.active(), span), run);
    } catch (error) {
      const code = sqlStateOf(error);
      outcome = {
        [sdk.ATTR_ERROR_TYPE]: code ?? '_OTHER',
        ...(code !== undefined && { [sdk.ATTR_DB_RESPONSE_STATUS_CODE]: code }),
      };
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      durations.record((performance.now() - startedAtMs) / 1_000, { ...common, ...outcome });
      span.setAttributes(outcome);
      span.end();
    }
  }

  return { statement, pool: observePools(meter) };
}

/** The driver's adapter wraps what the server said. */
function sqlStateOf(error: unknown): string | undefined {
  const { cause, code } = (error ?? {}) as {
    cause?: { originalCode?: unknown; code?: unknown };
    code?: unknown;
  };
  const found = [cause?.originalCode, cause?.code, code].find((value) => typeof value === 'string');
  return found as string | undefined;
}

function observePools(meter: Meter): Telemetry['pool'] {
  const pools = new Set<ConnectionPoolFacts>();
  const count = meter.createObservableUpDownCounter(sdk.METRIC_DB_CLIENT_CONNECTION_COUNT, {
    description: 'Database connections, by state.',
    unit: '{connection}',
  });
  const max = meter.createObservableUpDownCounter(sdk.METRIC_DB_CLIENT_CONNECTION_MAX, {
    description: 'Database connections, at most.',
    unit: '{connection}',
  });
  const pending = meter.createObservableUpDownCounter(sdk.METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS, {
    description: 'Statements that wait for a database connection.',
    unit: '{request}',
  });
  meter.addBatchObservableCallback(
    (result) => {
      for (const { name, connectionsMax, read } of pools) {
        const { used, idle, waiting } = read();
        const of = { [sdk.ATTR_DB_CLIENT_CONNECTION_POOL_NAME]: name };
        result.observe(count, used, { ...of, [sdk.ATTR_DB_CLIENT_CONNECTION_STATE]: 'used' });
        result.observe(count, idle, { ...of, [sdk.ATTR_DB_CLIENT_CONNECTION_STATE]: 'idle' });
        result.observe(max, connectionsMax, of);
        result.observe(pending, waiting, of);
      }
    },
    [count, max, pending],
  );
  return (pool) => {
    pools.add(pool);
    return () => pools.delete(pool);
  };
}
