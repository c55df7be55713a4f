import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type RequestEvent, type RunningGateway } from '@kontor/gateway';
import { startFakeSubgraph, type FakeSubgraph } from '../support/gateway/fake-subgraph.js';
import { ask } from '../support/gateway/gateway-client.js';
import { composeOf } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])\n`;

/** A field that moves for those whom a hook names, whichever way their requests take. */
describe('a label of @override', () => {
  const subgraphs: FakeSubgraph[] = [];
  const events: RequestEvent[] = [];
  let file: SupergraphFile;
  let gateway: RunningGateway;

  beforeAll(async () => {
    const names = (from: string) => ({
      T: { __resolveReference: (t: object) => t, name: () => `from ${from}` },
    });
    subgraphs.push(
      await startFakeSubgraph(
        'old',
        `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! name: String }`,
        {
          ...names('old'),
          Query: { t: () => ({ id: '1' }) },
        },
      ),
      await startFakeSubgraph(
        'new',
        `${LINK} type T @key(fields: "id") { id: ID! name: String @override(from: "old", label: "beta") }`,
        names('new'),
      ),
    );
    file = await writeSupergraphFile(composeOf(subgraphs.map(({ name, url, sdl }) => ({ name, url, sdl }))));
    gateway = await startGateway(
      { supergraph: file.path, port: 0, logLevel: 'silent', shareOperations: true },
      {
        listeners: [{ requestEnded: (event) => events.push(event) }],
        overrideHook: (label, { headers }) => label === 'beta' && headers['x-beta'] === 'yes',
      },
    );
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
    await file.remove();
  });

  it('holds request by request, also on the hot path and for requests at once', async () => {
    const one = async (beta: boolean) => {
      const answer = await ask(gateway.url, '{ t { name } }', { headers: beta ? { 'x-beta': 'yes' } : {} });
      expect(answer.body).toEqual({ data: { t: { name: beta ? 'from new' : 'from old' } } });
    };
    await one(true);
    await one(false);
    await Promise.all(Array.from({ length: 20 }, (_, i) => one(i % 3 === 0)));
    expect(events.some(({ hotPath }) => hotPath)).toBe(true);
  });
});
