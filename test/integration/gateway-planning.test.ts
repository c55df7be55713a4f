import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type RunningGateway } from '@kontor/gateway';
import { startFakeSubgraph, type FakeSubgraph } from '../support/gateway/fake-subgraph.js';
import { ask, codesOf } from '../support/gateway/gateway-client.js';
import { runawayDocument, runawaySupergraph } from '../support/gateway/runaway.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';

/** Generous: what is compared with it is either at once, or never. */
const AT_ONCE_MS = 2_000;
const PLANNING_TIMEOUT_MS = 3_000;

const QUICK = '{ friends1 { id } }';

describe('a document on which the query planner runs away', () => {
  let subgraph: FakeSubgraph;
  let file: SupergraphFile;
  let gateway: RunningGateway;

  beforeAll(async () => {
    subgraph = await startFakeSubgraph('friends', 'type Query { friends1: [Node!]! } type Node { id: ID! }', {
      Query: { friends1: () => [{ id: '1' }] },
    });
    file = await writeSupergraphFile(runawaySupergraph(() => subgraph.url));
    gateway = await startGateway({
      supergraph: file.path,
      port: 0,
      logLevel: 'silent',
      limits: { planningTimeoutMs: PLANNING_TIMEOUT_MS },
    });
  });
  afterAll(async () => {
    await gateway.close();
    await subgraph.close();
    await file.remove();
  });

  const asked = async (query: string) => {
    const from = performance.now();
    const answer = await ask(gateway.url, query);
    return { answer, tookMs: performance.now() - from };
  };

  it('is refused by the limit, holds up nobody, and is remembered', async () => {
    expect((await ask(gateway.url, QUICK)).body).toEqual({ data: { friends1: [{ id: '1' }] } });

    let over = false;
    const runaway = asked(runawayDocument(3)).finally(() => (over = true));
    const waitsForPlan = asked('query New { friends1 { same: id } }');
    let meanwhile = 0;
    for (; !over; meanwhile++) {
      const { answer, tookMs } = await asked(QUICK);
      expect(answer.body).toEqual({ data: { friends1: [{ id: '1' }] } });
      expect(tookMs).toBeLessThan(AT_ONCE_MS);
    }
    expect(meanwhile).toBeGreaterThan(10);

    const first = await runaway;
    expect(codesOf(first.answer)).toEqual(['GATEWAY_PLANNING_TIMEOUT']);
    expect(first.answer.status).toBe(400);
    expect(first.answer.body).not.toHaveProperty('data');
    expect(first.tookMs).toBeGreaterThan(PLANNING_TIMEOUT_MS - 100);

    const second = await asked(runawayDocument(3));
    expect(codesOf(second.answer)).toEqual(['GATEWAY_PLANNING_TIMEOUT']);
    expect(second.tookMs).toBeLessThan(AT_ONCE_MS);

    expect((await waitsForPlan).answer.body).toEqual({ data: { friends1: [{ same: '1' }] } });
  });

  it('is refused by memory, too', async () => {
    const small = await startGateway({
      supergraph: file.path,
      port: 0,
      logLevel: 'silent',
      limits: { planningTimeoutMs: 60_000, planningHeapMiB: 64 },
    });
    try {
      const answer = await ask(small.url, runawayDocument(3));
      expect(answer.body.errors).toMatchObject([
        {
          message: 'Planning the operation was stopped at 64 MiB of memory.',
          extensions: { code: 'GATEWAY_PLANNING_TIMEOUT' },
        },
      ]);
      expect((await ask(small.url, QUICK)).body).toEqual({ data: { friends1: [{ id: '1' }] } });
    } finally {
      await small.close();
    }
  });
});
