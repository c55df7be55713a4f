import type { GraphQLError } from 'graphql';
import { ERROR_CODES } from '@kontor/protocol';
import { codedError } from './coded-error.js';

/**
 * Prisma's errors by shape rather than by class: every generated client brings classes of its own.
 */
interface PrismaErrorShape {
  code?: unknown;
  message?: unknown;
  meta?: { target?: unknown; driverAdapterError?: { cause?: DriverCause } };
  cause?: unknown;
}

interface DriverCause {
  kind?: unknown;
  originalCode?: unknown;
  constraint?: { fields?: unknown; index?: unknown };
}

/** Cannot connect, connection lost, no free connection in time, transaction not started in time. */
const UNAVAILABLE_CODES = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1003',
  'P1008',
  'P1010',
  'P1011',
  'P1017',
  'P2024',
  'P2037',
]);
const UNAVAILABLE_KINDS = new Set([
  'DatabaseNotReachable',
  'DatabaseDoesNotExist',
  'DatabaseAccessDenied',
  'AuthenticationFailed',
  'ConnectionClosed',
  'TlsConnectionError',
  'SocketTimeout',
  'TooManyConnections',
]);
const UNAVAILABLE_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  '57P01',
  '57P03',
]);

/** The public error for what the database did; undefined when it is not the database's doing but a defect of ours. */
export function mapPrismaError(error: unknown): GraphQLError | undefined {
  if (isDatabaseUnavailable(error))
    return codedError('DATABASE_UNAVAILABLE', ERROR_CODES.DATABASE_UNAVAILABLE.what);
  if (isSerializationFailure(error)) return codedError('WRITE_CONFLICT', ERROR_CODES.WRITE_CONFLICT.what);
  if (isTextUnstorable(error))
    return codedError('INPUT_INVALID', 'A text contains a character that cannot be stored.');
  return undefined;
}

/** PostgreSQL's text has no NUL; whoever sends one made a mistake, wherever it came in. */
const isTextUnstorable = (error: unknown): boolean =>
  someCause(error, (shape) => driverCause(shape)?.originalCode === '22021');

export const isDatabaseUnavailable = (error: unknown): boolean =>
  someCause(
    error,
    (shape) =>
      isIn(UNAVAILABLE_CODES, shape.code) ||
      isIn(UNAVAILABLE_SYSTEM_CODES, shape.code) ||
      isIn(UNAVAILABLE_KINDS, driverCause(shape)?.kind) ||
      isIn(UNAVAILABLE_SYSTEM_CODES, driverCause(shape)?.originalCode) ||
      isPoolTimeout(shape) ||
      isLateTransaction(shape),
  );

/** Lost against a concurrent transaction; the same work may succeed when run again. */
export const isSerializationFailure = (error: unknown): boolean =>
  someCause(error, (shape) => {
    const cause = driverCause(shape);
    return (
      shape.code === 'P2034' ||
      cause?.kind === 'TransactionWriteConflict' ||
      cause?.originalCode === '40001' ||
      cause?.originalCode === '40P01'
    );
  });

/**
 * Did a unique constraint refuse the write? With `columns`, only the constraint on exactly these columns counts, told by
 * the names that PostgreSQL reports or by the index's name (`<table>_<columns>_key`, Prisma's convention).
 */
export function isUniqueViolation(error: unknown, ...columns: string[]): boolean {
  return someCause(error, (shape) => {
    if (shape.code !== 'P2002') return false;
    if (columns.length === 0) return true;
    const constraint = driverCause(shape)?.constraint;
    const target = shape.meta?.target;
    return (
      [constraint?.fields, target].some(
        (names) => Array.isArray(names) && isSameSet(names.map(unquote), columns),
      ) ||
      [constraint?.index, target].some(
        (name) => typeof name === 'string' && name.endsWith(`_${columns.join('_')}_key`),
      )
    );
  });
}

const CAUSES_MAX = 8;

function someCause(error: unknown, holds: (shape: PrismaErrorShape) => boolean): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < CAUSES_MAX && isObject(current); depth += 1) {
    if (holds(current)) return true;
    current = current.cause;
  }
  return false;
}

const driverCause = (shape: PrismaErrorShape): DriverCause | undefined =>
  shape.meta?.driverAdapterError?.cause ?? (isObject(shape.cause) ? (shape.cause as DriverCause) : undefined);

/** pg has no code for it: the pool gave up waiting for a connection. */
const isPoolTimeout = (shape: PrismaErrorShape): boolean =>
  typeof shape.message === 'string' &&
  /timeout exceeded when trying to connect|Connection terminated/.test(shape.message);

/** P2028 is also what a transaction used after its end says, which is a defect of ours: only its text tells them apart. */
const isLateTransaction = (shape: PrismaErrorShape): boolean =>
  shape.code === 'P2028' &&
  typeof shape.message === 'string' &&
  shape.message.includes('Unable to start a transaction in the given time');

const isObject = (value: unknown): value is PrismaErrorShape => typeof value === 'object' && value !== null;
const isIn = (set: ReadonlySet<string>, value: unknown): boolean =>
  typeof value === 'string' && set.has(value);
const unquote = (name: unknown): string => String(name).replaceAll('"', '');
const isSameSet = (names: readonly string[], columns: readonly string[]): boolean =>
  names.length === columns.length && columns.every((column) => names.includes(column));
