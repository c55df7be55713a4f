import {
  context,
  createContextKey,
  SpanStatusCode,
  trace,
  type Attributes,
  type Meter,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import * as sdk from '../sdk/index.js';
import type { OperationError, OperationPlugin, Telemetry } from '../telemetry.js';
import { SECONDS_OF_HTTP } from './buckets.js';
import { createCappedNames } from './capped-names.js';

/** Error codes told apart; subgraphs choose theirs. */
const ERROR_CODES_MAX = 200;
/** Codes written down of one operation. */
const CODES_PER_SPAN_MAX = 10;

/** What is learned of an operation while it runs. */
interface OperationRecord {
  type: string | undefined;
  name: string | undefined;
  codes: readonly string[];
}

const RECORD = createContextKey('kontor.operation');
const activeRecord = (): OperationRecord | undefined =>
  context.active().getValue(RECORD) as OperationRecord | undefined;

export interface OperationOptions {
  documents: boolean;
  operationNamesMax: number;
}

/** Spans `query Name`, with parsing and validation below them; `kontor.graphql.operation.{duration,errors}`. */
export function observeOperations(
  tracer: Tracer,
  meter: Meter,
  { documents, operationNamesMax }: OperationOptions,
): Pick<Telemetry, 'operation' | 'operationPlugin'> {
  const durations = meter.createHistogram('kontor.graphql.operation.duration', {
    description: 'Duration of GraphQL operations.',
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS_OF_HTTP },
  });
  const errors = meter.createCounter('kontor.graphql.operation.errors', {
    description: 'Errors in the answers of GraphQL operations, by code.',
    unit: '{error}',
  });
  const cappedName = createCappedNames(operationNamesMax);
  const cappedCode = createCappedNames(ERROR_CODES_MAX);

  function end(span: Span, record: OperationRecord, codes: readonly string[], startedAtMs: number): void {
    const distinct = [...new Set(codes)].map(cappedCode);
    const attributes: Attributes = {
      ...(record.type !== undefined && { [sdk.ATTR_GRAPHQL_OPERATION_TYPE]: record.type }),
      ...(record.name !== undefined && { [sdk.ATTR_GRAPHQL_OPERATION_NAME]: cappedName(record.name) }),
    };
    for (const code of codes) errors.add(1, { ...attributes, [sdk.ATTR_ERROR_TYPE]: cappedCode(code) });
    const [first] = distinct;
    durations.record((performance.now() - startedAtMs) / 1_000, {
      ...attributes,
      ...(first !== undefined && { [sdk.ATTR_ERROR_TYPE]: first }),
    });
    if (first !== undefined) {
      span.setAttributes({
        [sdk.ATTR_ERROR_TYPE]: first,
        'kontor.graphql.error.codes': distinct.slice(0, CODES_PER_SPAN_MAX),
        'kontor.graphql.error.count': codes.length,
      });
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }

  function operation<T>(run: () => Promise<T>, codesOf?: () => readonly string[]): Promise<T> {
    const startedAtMs = performance.now();
    const record: OperationRecord = { type: undefined, name: undefined, codes: [] };
    const span = tracer.startSpan('GraphQL operation');
    const inside = trace.setSpan(context.active(), span).setValue(RECORD, record);
    return context.with(inside, async () => {
      try {
        return await run();
      } finally {
        end(span, record, codesOf?.() ?? record.codes, startedAtMs);
      }
    });
  }

  const plugin: OperationPlugin = {
    requestDidStart: () =>
      Promise.resolve({
        parsingDidStart: () => Promise.resolve(childSpan(tracer, 'graphql.parse')),
        validationDidStart: () => Promise.resolve(childSpan(tracer, 'graphql.validate')),
        didResolveOperation({ operation: resolved, source }) {
          const record = activeRecord();
          const span = trace.getActiveSpan();
          if (record && span && resolved) {
            record.type = resolved.operation;
            record.name = resolved.name?.value;
            span.updateName(record.name === undefined ? record.type : `${record.type} ${record.name}`);
            span.setAttributes({
              [sdk.ATTR_GRAPHQL_OPERATION_TYPE]: record.type,
              ...(record.name !== undefined && { [sdk.ATTR_GRAPHQL_OPERATION_NAME]: record.name }),
              ...(documents && source !== undefined && { [sdk.ATTR_GRAPHQL_DOCUMENT]: source }),
            });
          }
          return Promise.resolve();
        },
        willSendResponse({ response }) {
          const record = activeRecord();
          if (record) record.codes = (response.body.singleResult?.errors ?? []).map(codeOf);
          return Promise.resolve();
        },
      }),
  };

  return { operation, operationPlugin: () => plugin };
}

const codeOf = ({ extensions }: OperationError): string => {
  const code = extensions?.['code'];
  return typeof code === 'string' ? code : 'INTERNAL_ERROR';
};

/** Ends when Apollo Server calls back; what failed is an error of the operation. */
function childSpan(tracer: Tracer, name: string) {
  const span = tracer.startSpan(name);
  return (failed?: unknown): Promise<void> => {
    if (failed !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    return Promise.resolve();
  };
}
