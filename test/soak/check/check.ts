import { isDeepStrictEqual } from 'node:util';
import { compareFetchFaults } from '../../differential/compare/compare-faults.js';
import type { AnswerError } from '../../differential/witnesses/witness.js';
import type { Asked } from '../plan/documents.js';
import type { Expectation } from '../plan/exchange.js';
import { outcomeOf, type Fault } from '../subgraphs/faults.js';
import { generationsIn } from '../world/marks.js';
import type { Expectations } from './expectations.js';
import { dataOfParts } from './parts.js';

export interface HttpAnswer {
  readonly head: string;
  readonly body: Buffer;
}

/** What could have served an answer, and what else went on. */
export interface Circumstances {
  readonly user: number;
  /** The newest generation that was surely in service when the request was sent. */
  readonly oldest: number;
  /** The newest that was handed to the gateway when the answer was there. */
  readonly newest: number;
  readonly mutates: boolean;
  /** Codes of errors that a restart of a subgraph meanwhile excuses. */
  readonly excused: readonly string[];
}

export interface Verdict {
  /** What is wrong. */
  readonly finding?: string;
  /** Where the answer is a refusal: its code. */
  readonly refusedWith?: string;
}

interface GraphQLBody {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string };
  }[];
}

const STATUS = /^HTTP\/1\.1 (\d{3})/;
const CONTENT_TYPE = /\r\ncontent-type: *([^\r]*)/i;
const EXCERPT_LENGTH = 400;
const RIGHT: Verdict = {};
/** No field of the world is of a scalar type of its own. */
const NO_SCALARS: ReadonlySet<string> = new Set();
const INVALID_IN_THIS_SHAPE = 'GRAPHQL_VALIDATION_FAILED';

/** Looks at one complete answer. */
export function check(
  expected: Expectation,
  answer: HttpAnswer,
  circumstances: Circumstances,
  expectations: Expectations,
): Verdict {
  const status = Number(STATUS.exec(answer.head)?.[1]);
  const verdict = look(expected, status, answer, circumstances, expectations);
  if (verdict.finding === undefined) return verdict;
  const excerpt = answer.body.toString('utf8', 0, EXCERPT_LENGTH);
  return { finding: `${verdict.finding}: HTTP ${status} ${excerpt}` };
}

function look(
  expected: Expectation,
  status: number,
  answer: HttpAnswer,
  circumstances: Circumstances,
  expectations: Expectations,
): Verdict {
  if (/\r\ncontent-encoding:/i.test(answer.head)) return { finding: 'the answer is encoded' };
  const text = answer.body.toString('utf8');
  switch (expected.kind) {
    case 'health':
      return status === 200 ? RIGHT : { finding: 'the gateway is not ready' };
    case 'refused':
      return refusal(status, text, expected);
    case 'data': {
      const rightOne = candidates(text, circumstances).some(
        (generation) => `${expectations.of(expected.asked, generation, circumstances.user)}\n` === text,
      );
      if (rightOne && status === 200) return RIGHT;
      return lookAgain(expected.asked, expected.unlessRefused, status, text, circumstances, expectations);
    }
    case 'parts':
      return /^multipart\//.test(CONTENT_TYPE.exec(answer.head)?.[1] ?? '')
        ? lookAtParts(expected.asked, text, circumstances, expectations)
        : look({ kind: 'data', asked: expected.asked }, status, answer, circumstances, expectations);
    case 'faulty':
      return lookAtFaulty(expected.asked, expected.fault, status, text, circumstances, expectations);
  }
}

/** The generations that may have given it: the one that it names, or any that may have served. */
function candidates(text: string, { oldest, newest }: Circumstances): number[] {
  const named = generationsIn(text);
  if (named.length > 0) return named.length === 1 && named[0]! >= oldest && named[0]! <= newest ? named : [];
  return Array.from({ length: newest - oldest + 1 }, (_, at) => oldest + at);
}

/** It is not the right answer of anybody who could have given one: is it right to refuse it, or excused? */
function lookAgain(
  asked: Asked,
  unlessRefused: string | undefined,
  status: number,
  text: string,
  circumstances: Circumstances,
  expectations: Expectations,
): Verdict {
  const body = parse(text);
  if (!body) return { finding: 'no JSON' };
  const code = body.errors?.[0]?.extensions?.code;
  if (code !== undefined && body.data === undefined) {
    if (code === unlessRefused) return { refusedWith: code };
    const isInvalid = candidates('', circumstances).some(
      (generation) => expectations.of(asked, generation, circumstances.user) === undefined,
    );
    if (isInvalid && status === 400 && code === INVALID_IN_THIS_SHAPE) return RIGHT;
  }
  if (circumstances.excused.length > 0)
    return compareWithNulls(
      asked,
      { codes: circumstances.excused },
      status,
      text,
      circumstances,
      expectations,
    );
  return {
    finding: `not the answer of generation ${circumstances.oldest} to ${circumstances.newest} for this user`,
  };
}

function lookAtParts(
  asked: Asked,
  text: string,
  circumstances: Circumstances,
  expectations: Expectations,
): Verdict {
  const whole = dataOfPartsOrFinding(text);
  if ('finding' in whole) return whole;
  for (const generation of candidates(text, circumstances)) {
    const json = expectations.of(asked, generation, circumstances.user);
    // Parts come in the order of their answers, so fields do, too.
    if (json !== undefined && isDeepStrictEqual((JSON.parse(json) as GraphQLBody).data, whole.data))
      return RIGHT;
  }
  return { finding: 'the parts together are not the answer' };
}

function dataOfPartsOrFinding(text: string): ReturnType<typeof dataOfParts> {
  try {
    return dataOfParts(text);
  } catch (error) {
    return { finding: `the parts cannot be read: ${String(error)}` };
  }
}

function lookAtFaulty(
  asked: Asked,
  fault: Fault,
  status: number,
  text: string,
  circumstances: Circumstances,
  expectations: Expectations,
): Verdict {
  const { codes, mayBeSilent = false } = outcomeOf(fault, circumstances.mutates);
  const allowed = { codes: [...codes, ...circumstances.excused], mayBeSilent };
  const verdict = compareWithNulls(asked, allowed, status, text, circumstances, expectations);
  if (verdict.finding === undefined) return verdict;
  // The document may not fit this shape, fault or no fault.
  return lookAgain(asked, undefined, status, text, { ...circumstances, excused: [] }, expectations)
    .finding === undefined
    ? RIGHT
    : { finding: `${fault.subgraph} ${fault.kind}: ${verdict.finding}` };
}

/** What is there is right, and what is null instead is explained by an error with one of the codes. */
function compareWithNulls(
  asked: Asked,
  allowed: { readonly codes: readonly string[]; readonly mayBeSilent?: boolean },
  status: number,
  text: string,
  circumstances: Circumstances,
  expectations: Expectations,
): Verdict {
  const body = parse(text);
  if (!body || status !== 200) return { finding: 'not an answer with data' };
  const errors = (body.errors ?? []).map(({ message, path, extensions }): AnswerError => ({
    message,
    path,
    code: extensions?.code ?? '',
  }));
  const other = errors.find(({ code }) => !allowed.codes.includes(code));
  if (other) return { finding: `an error with the code ${other.code}` };
  let finding = 'the generation is none that could have served';
  for (const generation of candidates(text, circumstances)) {
    const json = expectations.of(asked, generation, circumstances.user);
    if (json === undefined) continue;
    const findings = compareFetchFaults(
      JSON.parse(json) as { data: Record<string, unknown> },
      { data: body.data, errors },
      allowed.mayBeSilent ? 'missing-entities' : 'refusing',
      NO_SCALARS,
      false,
    );
    if (findings.length === 0) return RIGHT;
    finding = findings.slice(0, 3).join(', ');
  }
  return { finding };
}

function refusal(status: number, text: string, expected: { status: number; code: string }): Verdict {
  const code = codeOf(parse(text));
  return status === expected.status && code === expected.code
    ? { refusedWith: code }
    : { finding: `not refused with ${expected.status} ${expected.code}` };
}

/** Outside of GraphQL, refusals are `{ error: { code } }`. */
function codeOf(
  body: (GraphQLBody & { readonly error?: { readonly code?: string } }) | undefined,
): string | undefined {
  return body?.error?.code ?? body?.errors?.[0]?.extensions?.code;
}

function parse(text: string): GraphQLBody | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
