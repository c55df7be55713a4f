import { isDeepStrictEqual } from 'node:util';
import type { ExecutionResult } from 'graphql';
import type { FetchFault } from '../world/faults.js';
import type { Answer } from '../witnesses/witness.js';

type Path = readonly (string | number)[];

/** Where the same faults happened to the monolith: the same data, and an error wherever it has one. */
export function compareFieldFaults(
  expected: ExecutionResult,
  answer: Answer,
  refusals: readonly string[],
): readonly string[] {
  const findings = refusals.map((refusal) => `a subgraph refuses: ${refusal}`);
  const [data, wanted] = [plain(answer.data), plain(expected.data)];
  if (!isDeepStrictEqual(data, wanted)) findings.push('the data differ');
  // Of several errors below one null, an executor needs to tell one.
  for (const { path = [], message } of expected.errors ?? [])
    if (!answer.errors.some((error) => areOnOneWay(error.path ?? [], toNull(wanted, path))))
      findings.push(`no error about ${path.join('.')}: ${message}`);
  for (const { path = [], message } of answer.errors)
    if (
      !(expected.errors ?? []).some((error) => areOnOneWay(error.path ?? [], path)) &&
      !reachesNull(wanted, path)
    )
      findings.push(`an error about ${path.join('.')}, where nothing is wrong: ${message}`);
  return findings;
}

/**
 * The same where the answer was put together of parts. Null rises to the top of a part at most, and the part is not there
 * then, so what is there is compared with the values before null rises (`unrisen`): each is as it is there, or null or
 * absent for a reason that is told.
 */
export function compareFieldFaultsInParts(
  unrisen: ExecutionResult,
  risen: ExecutionResult,
  answer: Answer,
  refusals: readonly string[],
): readonly string[] {
  const findings = refusals.map((refusal) => `a subgraph refuses: ${refusal}`);
  const data = plain(answer.data);
  const errors = unrisen.errors ?? [];
  findings.push(...explainedDifferences(plain(unrisen.data), data, answer, { inParts: true }));
  for (const { path = [], message } of errors)
    if (!answer.errors.some((error) => areOnOneWay(error.path ?? [], toAbsent(data, path))))
      findings.push(`no error about ${path.join('.')}: ${message}`);
  for (const { path = [], message } of answer.errors)
    if (!errors.some((error) => areOnOneWay(error.path ?? [], path)) && !reachesNull(plain(risen.data), path))
      findings.push(`an error about ${path.join('.')}, where nothing is wrong: ${message}`);
  return findings;
}

/**
 * Where whole fetches went wrong: what is there is as it would be without faults, what is null instead is explained by
 * an error, at, above or below it. An entity that a subgraph does not have is null without an error, and a custom scalar
 * may be anything: what is of a wrong type elsewhere is right there.
 */
export function compareFetchFaults(
  faultFree: ExecutionResult,
  answer: Answer,
  fault: FetchFault,
  scalars: ReadonlySet<string>,
  inParts: boolean,
): readonly string[] {
  if (answer.data === undefined) return ['there is no data'];
  return explainedDifferences(plain(faultFree.data), plain(answer.data), answer, {
    inParts,
    mayBeSilent: fault === 'missing-entities',
    mayBeAnything: (path) => fault === 'wrong-type' && scalars.has(path.join('/')),
  });
}

interface Allowances {
  readonly inParts: boolean;
  readonly mayBeSilent?: boolean;
  readonly mayBeAnything?: (path: Path) => boolean;
}

/** Other values are wrong; null needs an error at, above or below it, and so does what is absent with its part. */
function explainedDifferences(
  all: unknown,
  data: unknown,
  { errors }: Answer,
  { inParts, mayBeSilent = false, mayBeAnything = () => false }: Allowances,
): readonly string[] {
  const findings: string[] = [];
  const isExplained = (path: Path): boolean =>
    mayBeSilent || errors.some((error) => areOnOneWay(error.path ?? [], path));
  const visit = (wanted: unknown, given: unknown, path: Path): void => {
    if (given === null && wanted !== null) {
      if (!isExplained(path)) findings.push(`${path.join('.')} is null without an error`);
      return;
    }
    if (mayBeAnything(path)) return;
    if (Array.isArray(wanted) && Array.isArray(given) && wanted.length === given.length)
      wanted.forEach((one, index) => visit(one, given[index], [...path, index]));
    else if (isObject(wanted) && isObject(given) && (inParts || sameKeys(wanted, given)))
      visitFields(wanted, given, path);
    else if (!isDeepStrictEqual(wanted, given)) findings.push(`${path.join('.')} has another value`);
  };
  const visitFields = (
    wanted: Readonly<Record<string, unknown>>,
    given: Readonly<Record<string, unknown>>,
    path: Path,
  ): void => {
    for (const name of Object.keys(given))
      if (Object.hasOwn(wanted, name)) visit(wanted[name], given[name], [...path, name]);
      else findings.push(`${[...path, name].join('.')} was not asked for`);
    // A part that failed takes all its fields with it: the error is at one of them.
    if (Object.keys(wanted).some((name) => !Object.hasOwn(given, name)) && !isExplained(path))
      findings.push(`${path.join('.')} has not all its fields, without an error`);
  };
  visit(all, data, []);
  return findings;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sameKeys = (one: object, other: object): boolean =>
  isDeepStrictEqual(Object.keys(one), Object.keys(other));

/** The way to the first null on it. */
function toNull(data: unknown, path: Path): Path {
  const length = path.findIndex((_, index) => reachesNull(data, path.slice(0, index)));
  return length === -1 ? path : path.slice(0, length);
}

/** The way to the first null on it, or to the object that has not the next field. */
function toAbsent(data: unknown, path: Path): Path {
  const way = toNull(data, path);
  const before = way.slice(0, -1);
  return way.length > 0 && at(data, way) === undefined ? before : way;
}

const at = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, step) => (value as Readonly<Record<string, unknown>> | null)?.[step], data);

function reachesNull(data: unknown, path: Path): boolean {
  const [step, ...rest] = path;
  if (data === null || data === undefined) return true;
  if (step === undefined || typeof data !== 'object') return false;
  return reachesNull((data as Readonly<Record<string, unknown>>)[step], rest);
}

function areOnOneWay(one: Path, other: Path): boolean {
  const shared = Math.min(one.length, other.length);
  for (let i = 0; i < shared; i++) if (one[i] !== other[i]) return false;
  return true;
}

const plain = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
