import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { IncrementalPart, IncrementalResult, IncrementalStep } from '../engine/engine.js';

/**
 * How a client wants an answer in parts, as it says in `accept`. Apollo Server names the type of the answer by the same
 * rules, so they must be the same: most wanted first, then the most exact, then the first that the client lists.
 */
export type IncrementalFormat = 'deferSpec=20220824' | 'incrementalSpec=v0.2';

const FORMATS: readonly IncrementalFormat[] = ['incrementalSpec=v0.2', 'deferSpec=20220824'];

/** Undefined: neither. */
export function incrementalFormat(accept: string | undefined): IncrementalFormat | undefined {
  const ranges = (accept ?? '').split(',').map(readRange);
  const wanted = [undefined, ...FORMATS]
    .map((format, index) => ({ format, index, match: bestMatch(ranges, format) }))
    .flatMap(({ match, ...one }) => (match && match.q > 0 ? [{ ...one, ...match }] : []))
    .toSorted((a, b) => b.q - a.q || b.exactness - a.exactness || a.at - b.at || a.index - b.index);
  return wanted[0]?.format;
}

interface Range {
  readonly type: string;
  readonly parameters: readonly string[];
  readonly q: number;
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().replaceAll('"', ''));
  const q = parameters.find((parameter) => /^q=/i.test(parameter));
  return {
    type: type.toLowerCase(),
    parameters: parameters.filter((parameter) => parameter !== q && parameter !== ''),
    q: q === undefined ? 1 : Number(q.slice(2)),
  };
}

function bestMatch(
  ranges: readonly Range[],
  format: IncrementalFormat | undefined,
): { q: number; exactness: number; at: number } | undefined {
  const matches = ranges.flatMap(({ type, parameters, q }, at) => {
    const byType = TYPES.get(type);
    if (byType === undefined) return [];
    if (parameters.length > 0 && !parameters.every((one) => one.toLowerCase() === format?.toLowerCase()))
      return [];
    return [{ q, exactness: byType + (parameters.length > 0 ? 1 : 0), at }];
  });
  return matches.toSorted((a, b) => b.exactness - a.exactness || b.q - a.q || a.at - b.at)[0];
}

const TYPES: ReadonlyMap<string, number> = new Map([
  ['multipart/mixed', 6],
  ['multipart/*', 4],
  ['*/*', 0],
]);

export type FormatErrors = (errors: readonly GraphQLError[]) => readonly GraphQLFormattedError[];

/** The first document of the answer. */
export function initialDocument(
  { initial: { data, errors }, pending }: IncrementalResult,
  format: IncrementalFormat,
  formatErrors: FormatErrors,
): Record<string, unknown> {
  const whole = { ...listed('errors', formatErrors(errors)), data, hasNext: true };
  return format === 'incrementalSpec=v0.2' ? { ...whole, pending: pending.map(announce) } : whole;
}

/** One after the first. */
export function stepDocument(
  { pending, completed, hasNext }: IncrementalStep,
  format: IncrementalFormat,
  formatErrors: FormatErrors,
): Record<string, unknown> {
  if (format === 'deferSpec=20220824')
    return {
      incremental: completed.map(({ part: { path, label }, data, errors }) => ({
        data,
        path,
        ...(label === undefined ? {} : { label }),
        ...listed('errors', formatErrors(errors)),
      })),
      hasNext,
    };
  const done = completed.map((one) => ({ ...one, formatted: formatErrors(one.errors) }));
  return {
    ...listed('pending', pending.map(announce)),
    ...listed(
      'incremental',
      done.flatMap(({ part, data, formatted }) =>
        data === null ? [] : [{ id: part.id, data, ...listed('errors', formatted) }],
      ),
    ),
    completed: done.map(({ part, data, formatted }) => ({
      id: part.id,
      ...(data === null ? listed('errors', formatted) : {}),
    })),
    hasNext,
  };
}

const announce = ({ id, path, label }: IncrementalPart) => ({
  id,
  path,
  ...(label === undefined ? {} : { label }),
});

const listed = <Name extends string, Value>(name: Name, values: readonly Value[]) =>
  values.length > 0 ? { [name]: values } : {};
