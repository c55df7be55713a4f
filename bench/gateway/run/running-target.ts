import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { answerOfMonolith } from '../world/monolith.ts';
import { workloadOf } from '../workloads.ts';
import type { Target, TargetPlace } from '../targets/target.ts';
import { Child } from './child.ts';
import { installPeer } from './install-peer.ts';

const START_MS = 30_000;
const ASK_MS = 5_000;
const POLL_MS = 50;
const REASON_LENGTH = 160;

export const GRAPHQL_PATH = '/graphql';

export interface RunningTarget {
  readonly target: Target;
  readonly child: Child;
  readonly port: number;
  readonly folder: string;
  /** From the start of the process to its first right answer. */
  readonly startMs: number;
}

export type StartOutcome =
  | { readonly kind: 'running'; readonly running: RunningTarget }
  /** It cannot take part: why. */
  | { readonly kind: 'absent'; readonly reason: string; readonly hasEnded?: boolean };

/** Starts a target and waits until it answers; a target that does not is a row that says so. */
export async function startTarget(target: Target, place: TargetPlace, cores: string): Promise<StartOutcome> {
  const unfit = target.unfit?.(place.workload);
  if (unfit !== undefined) return { kind: 'absent', reason: unfit };
  const notInstalled = target.peer === undefined ? undefined : await installPeer(target.peer);
  if (notInstalled !== undefined) return { kind: 'absent', reason: notInstalled };
  mkdirSync(place.folder, { recursive: true });
  const { command, env = {}, cwd = place.folder } = target.command(place);
  const logFile = path.join(place.folder, 'output.log');
  const startedAt = performance.now();
  const child = Child.start(command, {
    cores,
    cwd,
    logFile,
    env: { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...env },
  });
  const query = workloadOf(place.workload).query;
  const expected = JSON.stringify(answerOfMonolith(query).data);
  let last = '';
  while (child.ended === undefined && performance.now() - startedAt < START_MS) {
    last = await ask(place.port, query);
    if (last.startsWith('{"data"') && !last.includes('"errors"')) {
      const startMs = performance.now() - startedAt;
      if (sameData(last, expected))
        return {
          kind: 'running',
          running: { target, child, port: place.port, folder: place.folder, startMs },
        };
      await child.stop();
      return { kind: 'absent', reason: `answers wrongly: ${shortened(last)}` };
    }
    await wait(POLL_MS);
  }
  const { ended } = child;
  await child.stop();
  const why = ended === undefined ? `no right answer within ${START_MS} ms` : `ended with ${ended}`;
  return {
    kind: 'absent',
    reason: `${why}: ${shortened(last || readFileSync(logFile, 'utf8'))}`,
    hasEnded: ended !== undefined,
  };
}

const sameData = (answer: string, expected: string): boolean =>
  JSON.stringify(sorted((JSON.parse(answer) as { data: unknown }).data)) ===
  JSON.stringify(sorted(JSON.parse(expected)));

/** Order of keys is each gateway's own affair here. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

async function ask(port: number, query: string): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${GRAPHQL_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(ASK_MS),
    });
    return await response.text();
  } catch {
    return '';
  }
}

/** On one line of a table. */
const shortened = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, REASON_LENGTH);
