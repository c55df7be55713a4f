/** The benchmark itself, without other gateways and without figures: what is asked is right, and what is wrong is seen. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startGateway, type RunningGateway } from '@kontor/gateway';
import { tiny, wide, type Clients, type Handler } from './by-hand/handler.ts';
import { LeanClient } from './by-hand/lean-client.ts';
import { testQuery } from './by-hand/test-query.ts';
import { runLoad } from './load/run-load.ts';
import { serveSubgraphs, type ServedSubgraphs } from './subgraphs/serve.ts';
import { answerOfMonolith } from './world/monolith.ts';
import { supergraphOf, urlsOf } from './world/supergraph.ts';
import { workloadOf, WORKLOADS, type Workload } from './workloads.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kontor-bench-test-'));
let subgraphs: ServedSubgraphs;
let gateway: RunningGateway;

beforeAll(async () => {
  subgraphs = await serveSubgraphs();
  const supergraph = path.join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, supergraphOf(urlsOf(subgraphs.ports)));
  gateway = await startGateway({
    supergraph,
    port: 0,
    logLevel: 'error',
    accessLog: false,
    headers: [{ propagate: 'authorization' }],
  });
});

afterAll(async () => {
  await gateway.close();
  await subgraphs.close();
  rmSync(folder, { recursive: true });
});

describe('the sizes are those of the public benchmark', () => {
  test.each([
    ['unique', 87_542],
    ['wide', 93_290],
    ['tiny', 71],
  ] as const)('%s: %i bytes', (name, bytes) => {
    expect(Buffer.byteLength(JSON.stringify(answerOfMonolith(workloadOf(name).query)))).toBe(bytes);
  });
});

describe('a gateway under load answers as the monolith', () => {
  test.each(WORKLOADS.map((workload) => [workload.name, workload] as const))('%s', async (_, workload) => {
    subgraphs.reset(workload.subgraphDelayMs);
    const result = await load(workload, JSON.stringify(answerOfMonolith(workload.query)));
    expect(result.complaints).toEqual([]);
    expect(result.requests).toBeGreaterThan(0);
    const counters = subgraphs.count();
    expect(counters).toMatchObject({ refused: 0, anonymous: 0 });
    if (workload.ownHeader) expect(counters.credentials).toBe(result.requests);
  });

  test('and would be found out if it did not', async () => {
    subgraphs.reset(0);
    const result = await load(workloadOf('tiny'), '{"data":{"me":null}}');
    expect(result.wrong).toBe(result.requests);
  });
});

describe('the ceilings by hand answer as the monolith', () => {
  test.each([
    ['unique', testQuery, 7],
    ['wide', wide, 2],
    ['tiny', tiny, 1],
  ] as const satisfies readonly (readonly [string, Handler, number])[])(
    '%s',
    async (name, handler, fetches) => {
      subgraphs.reset(0);
      const clients = clientsOf(subgraphs);
      const json = await handler(clients, 'Bearer 0000000001');
      expect(JSON.parse(json)).toEqual(answerOfMonolith(workloadOf(name).query));
      expect(subgraphs.count()).toEqual({ requests: fetches, refused: 0, anonymous: 0, credentials: 1 });
      for (const client of Object.values(clients)) client.close();
    },
  );
});

let nextNumber = 1;

async function load({ query, everyDocumentNew, ownHeader }: Workload, expected: string) {
  const result = await runLoad(
    {
      port: gateway.port,
      path: '/graphql',
      query,
      everyDocumentNew,
      ownHeader,
      connections: 3,
      intervalMs: 0,
      warmUpMs: 0,
      windowsMs: [150],
      pid: process.pid,
      expected,
      firstNumber: nextNumber,
    },
    () => undefined,
  );
  nextNumber = result.nextNumber;
  return result;
}

function clientsOf({ ports }: ServedSubgraphs): Clients {
  const urls = urlsOf(ports);
  return {
    accounts: new LeanClient(urls.accounts, false),
    inventory: new LeanClient(urls.inventory, false),
    products: new LeanClient(urls.products, false),
    reviews: new LeanClient(urls.reviews, false),
  };
}
