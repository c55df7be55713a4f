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
 * Where whole fetches went wrong: what is there is as it would be without faults, what is null instead is explained by
 * an error, at, above or below it. An entity that a subgraph does not have is null without an error, and a custom scalar
 * may be anything: what is of a wrong type elsewhere is right there.
 */
export function compareFetchFaults(
  faultFree: ExecutionResult,
  answer: Answer,
  fault: FetchFault,
  scalars: ReadonlySet<string>,
): readonly string[] {
  const findings: string[] = [];
  const visit = (wanted: unknown, given: unknown, path: Path): void => {
    if (given === null && wanted !== null) {
      if (fault !== 'missing-entities' && !answer.errors.some((error) => areOnOneWay(error.path ?? [], path)))
        findings.push(`${path.join('.')} is null without an error`);
      return;
    }
    if (fault === 'wrong-type' && scalars.has(path.join('/'))) return;
    if (Array.isArray(wanted) && Array.isArray(given) && wanted.length === given.length)
      wanted.forEach((one, index) => visit(one, given[index], [...path, index]));
    else if (isObject(wanted) && isObject(given) && sameKeys(wanted, given))
      for (const name of Object.keys(wanted)) visit(wanted[name], given[name], [...path, name]);
    else if (!isDeepStrictEqual(wanted, given)) findings.push(`${path.join('.')} has another value`);
  };
  if (answer.data === undefined) findings.push('there is no data');
  else visit(plain(faultFree.data), plain(answer.data), []);
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
