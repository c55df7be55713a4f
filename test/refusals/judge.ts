import { findErrorCode } from '@kontor/protocol';
import type { Reading } from './world/process.js';
import type { OthersReport } from './world/others.js';
import type { Expected, Outcome, RowLimits } from './row.js';

/** All that was seen of one row. */
export interface Seen {
  readonly outcome: Outcome;
  readonly outcomeMs: number;
  readonly isAlive: boolean;
  readonly reading: Reading;
  readonly growthBytes: number;
  readonly others: OthersReport;
  readonly losses: readonly string[];
}

const MIB = 1024 * 1024;

/** What is wrong with it, in sentences; empty when it was refused well. Pure. */
export function judge(expected: Expected, limits: RowLimits, seen: Seen): string[] {
  const growthMiB = seen.growthBytes / MIB;
  const { longestTurnCpuMs } = seen.reading;
  return [
    ...judgeOutcome(expected, seen.outcome),
    ...(seen.isAlive ? [] : ['the process died']),
    ...over('the outcome took', seen.outcomeMs, limits.outcomeMsMax, 'ms'),
    ...over('one turn of the event loop took', longestTurnCpuMs, limits.turnCpuMsMax, 'ms of CPU'),
    ...over('the process grew by', growthMiB, limits.growthMiBMax, 'MiB'),
    ...over('another request waited', seen.others.slowestMs, limits.othersMsMax, 'ms'),
    ...seen.others.failures.slice(0, 3).map((failure) => `another request failed: ${failure}`),
    ...seen.losses,
  ];
}

const over = (what: string, value: number, max: number, unit: string): string[] =>
  value <= max ? [] : [`${what} ${Math.round(value)} ${unit}, more than ${max}`];

function judgeOutcome(expected: Expected, outcome: Outcome): string[] {
  switch (expected.kind) {
    case 'cut':
      return outcome.kind === 'cut' ? [] : [`expected no answer, got ${describe(outcome)}`];
    case 'answered':
      return outcome.kind === 'answer' && outcome.status === 200 && outcome.body.trim() === expected.body
        ? []
        : [`expected 200 ${expected.body}, got ${describe(outcome)}`];
    case 'hidden':
      return outcome.kind === 'foreign' ? judgeHidden(expected, outcome) : [`got ${describe(outcome)}`];
    case 'borne':
      return outcome.kind === 'answer' && outcome.status === 200 && expected.like.test(outcome.body)
        ? []
        : [`expected 200 like ${String(expected.like)}, got ${describe(outcome)}`];
    case 'exit':
      return outcome.kind === 'exit'
        ? judgeExit(expected, outcome)
        : [`expected an exit, got ${describe(outcome)}`];
    case 'refused':
      return outcome.kind === 'answer'
        ? judgeRefusal(expected, outcome)
        : [`expected ${expected.status} ${expected.code}, got ${describe(outcome)}`];
  }
}

function judgeRefusal(
  { status, code, saying }: Extract<Expected, { kind: 'refused' }>,
  outcome: Extract<Outcome, { kind: 'answer' }>,
): string[] {
  const refusals = refusalsOf(outcome.body);
  const [first] = refusals;
  if (outcome.status !== status || first?.code !== code)
    return [`expected ${status} ${code}, got ${describe(outcome)}`];
  return [
    ...refusals.flatMap(whyUnhelpful),
    ...(saying && !refusals.some(({ message }) => saying.test(message))
      ? [`no message says ${String(saying)}: ${describe(outcome)}`]
      : []),
  ];
}

/** A refusal says what happened; why, and what to do, stand in the registry of codes, or in the answer itself. */
function whyUnhelpful({ code, message }: Refusal): string[] {
  const entry = findErrorCode(code);
  return [
    ...(entry && entry.what && entry.why && entry.fix ? [] : [`the code ${code} explains nothing`]),
    ...(message.length > 0 ? [] : [`${code} comes without a message`]),
    ...(/\n\s+at |node_modules|\.js:\d+/.test(message) ? [`${code} shows a stack trace`] : []),
  ];
}

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** The errors of an answer, in the shape of GraphQL or of Kontor's plain HTTP. */
function refusalsOf(body: string): Refusal[] {
  try {
    const { error, errors } = JSON.parse(body) as {
      error?: Refusal;
      errors?: { message: string; extensions?: { code?: string } }[];
    };
    if (error) return [error];
    return (errors ?? []).map(({ message, extensions }) => ({ message, code: extensions?.code ?? '' }));
  } catch {
    return [];
  }
}

function judgeHidden(
  { mayAnswer }: Extract<Expected, { kind: 'hidden' }>,
  { status, body, secrets }: Extract<Outcome, { kind: 'foreign' }>,
): string[] {
  const refusals = refusalsOf(body);
  const { data } = JSON.parse(body) as { data?: unknown };
  const traces = secrets.filter((secret) => body.includes(secret));
  return [
    ...traces.map((trace) => `it shows ${trace}, which is another's`),
    ...refusals.flatMap(whyUnhelpful),
    ...(refusals.some(({ code }) => !TURNED_AWAY.test(code))
      ? [`expected to be turned away, got ${body.slice(0, 400)}`]
      : []),
    ...(mayAnswer || isEmpty(data) ? [] : [`expected nothing, got ${status} ${body.slice(0, 400)}`]),
  ];
}

/** Who may not, or finds nothing, or would take a name that is taken; never a mistake in the question itself. */
const TURNED_AWAY = /_NOT_FOUND$|_TAKEN$|^PERMISSION_DENIED$/;

/** Nothing but names of fields, nulls and empty lists. */
function isEmpty(data: unknown): boolean {
  if (data === null || data === undefined) return true;
  if (typeof data === 'object') return Object.values(data).every(isEmpty);
  return false;
}

function judgeExit(
  { exitCode, code }: Extract<Expected, { kind: 'exit' }>,
  outcome: Extract<Outcome, { kind: 'exit' }>,
): string[] {
  const entry = findErrorCode(code);
  const text = outcome.stdout + outcome.stderr;
  return [
    ...(outcome.exitCode === exitCode ? [] : [`expected exit code ${exitCode}, got ${describe(outcome)}`]),
    ...(text.includes(code) ? [] : [`expected ${code}, got ${describe(outcome)}`]),
    ...(entry ? [] : [`the code ${code} explains nothing`]),
    ...(/"fix"|fix:/.test(text) ? [] : ['it does not say what to do']),
  ];
}

function describe(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'cut':
      return 'a closed connection';
    case 'answer':
    case 'foreign':
      return `${outcome.status} ${outcome.body.slice(0, 400)}`;
    case 'exit':
      return `exit code ${outcome.exitCode}: ${(outcome.stdout + outcome.stderr).slice(0, 600)}`;
  }
}
