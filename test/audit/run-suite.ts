import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startGateway, type GatewayConfigInput } from '@kontor/gateway';
import type { Audit, AuditCase } from './audit-server.ts';

export interface SuiteResult {
  readonly suite: string;
  readonly cases: readonly CaseResult[];
}

export type CaseResult =
  | { readonly kind: 'right' }
  | {
      readonly kind: 'wrong';
      readonly query: string;
      readonly expected: Outcome;
      readonly received: Outcome;
    };

/** `errors` null: whether there are any is not part of the case. */
interface Outcome {
  readonly data: unknown;
  readonly errors: boolean | null;
}

const REQUEST_TIMEOUT_MS = 30_000;

/** Every case of a suite, asked over HTTP from a gateway of its own. A supergraph that we refuse fails them all. */
export async function runSuite(
  audit: Audit,
  suite: string,
  engine: NonNullable<GatewayConfigInput['engine']>,
): Promise<SuiteResult> {
  const cases = await audit.cases(suite);
  const folder = await mkdtemp(join(tmpdir(), 'kontor-audit-'));
  const supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, await audit.supergraph(suite));
  try {
    const gateway = await startGateway({ supergraph, engine, port: 0, logLevel: 'silent' });
    try {
      const results: CaseResult[] = [];
      for (const one of cases) results.push(await runCase(`${gateway.url}/graphql`, one));
      return { suite, cases: results };
    } finally {
      await gateway.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runCase(url: string, { query, expected }: AuditCase): Promise<CaseResult> {
  const answer = await ask(url, query);
  const errors = typeof expected.errors === 'boolean' ? expected.errors : null;
  const wanted: Outcome = { data: expected.data ?? null, errors };
  const received: Outcome = {
    data: answer.data ?? null,
    errors: errors === null ? null : (answer.errors?.length ?? 0) > 0,
  };
  return isDeepStrictEqual(received, wanted)
    ? { kind: 'right' }
    : { kind: 'wrong', query, expected: wanted, received };
}

async function ask(url: string, query: string): Promise<{ data?: unknown; errors?: unknown[] }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  return (await response.json()) as { data?: unknown; errors?: unknown[] };
}
