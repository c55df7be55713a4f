import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CommandResult,
  copyFrontend,
  type FrontendProject,
} from '../support/frontend/frontend-project.js';
import { ask } from '../support/kontor/ask.js';
import { freePorts } from '../support/kontor/ports.js';
import { sharedKontor } from '../support/kontor/shared.js';
import { type KontorUnderTest, START_TIMEOUT_MS } from '../support/kontor/start-kontor.js';
import { PAGE, QUANTITY, type Visit } from '../frontend/src/visit.js';

/**
 * A frontend as teams write it (test/frontend), against a running Kontor: types from the gateway's introspection, then
 * Apollo Client and urql from the catalogue to an order. Each visit registers a customer of its own and cancels what it
 * ordered, so that stock is as before.
 */
const TIMEOUT_MS = 120_000;

let kontor: KontorUnderTest;
let frontend: FrontendProject;
let generated: CommandResult;

beforeAll(async () => {
  kontor = await sharedKontor();
  frontend = copyFrontend();
  generated = await frontend.generate(kontor.graphqlUrl);
}, START_TIMEOUT_MS + TIMEOUT_MS);
afterAll(() => frontend.remove());

describe('types from introspection', () => {
  it(
    'are generated, and both clients compile with them',
    async () => {
      expect(generated).toMatchObject({ code: 0 });
      expect(await frontend.checkTypes()).toEqual({ code: 0, output: '' });
    },
    TIMEOUT_MS,
  );

  it(
    'are refused for a field that the schema does not have',
    async () => {
      const { code, output } = await frontend.whileWrong(
        'src/operations.ts',
        'availableQuantity',
        'quantityAvailable',
        () => frontend.generate(kontor.graphqlUrl),
      );
      expect(output).toContain('Cannot query field "quantityAvailable" on type "Product"');
      expect(code).not.toBe(0);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['a field that was not asked for', 'apollo.ts', 'total.amountMinor', 'total.amount', /TS2551|TS2339/],
    ['a variable of the wrong type', 'urql.ts', '{ id }, {', '{ id: { id } }, {', /TS2322|TS2769|TS2345/],
    [
      'a variable too few',
      'urql.ts',
      'operations.SEARCH, { text }',
      'operations.SEARCH, {}',
      /TS2345|TS2741/,
    ],
  ])(
    'do not compile with %s',
    async (_title, file, right, wrong, diagnostic) => {
      const { code, output } = await frontend.whileWrong(`src/${file}`, right, wrong, frontend.checkTypes);
      expect(output).toMatch(diagnostic);
      expect(output).toContain(`src/${file}`);
      expect(code).not.toBe(0);
    },
    TIMEOUT_MS,
  );
});

interface Recorded {
  readonly method: string;
  /** Of the URL or the body. */
  readonly query: string | undefined;
  readonly persisted: boolean;
  readonly answer: { data?: unknown; errors?: { extensions: { code: string } }[] };
}

/** Notes what a client sends, and sends it. */
function recorder(): { requests: Recorded[]; fetch: typeof fetch } {
  const requests: Recorded[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const url = new URL(String(input));
      const sent = (
        typeof init?.body === 'string' ? JSON.parse(init.body) : Object.fromEntries(url.searchParams)
      ) as { query?: string; extensions?: unknown };
      requests.push({
        method: init?.method ?? 'GET',
        query: sent.query,
        persisted: JSON.stringify(sent.extensions ?? '').includes('sha256Hash'),
        answer: (await response.clone().json()) as Recorded['answer'],
      });
      return response;
    },
  };
}

describe.each(['apollo', 'urql'] as const)('the frontend with %s', (client) => {
  const { requests, fetch: recording } = recorder();
  let visit: Visit;

  beforeAll(async () => {
    const run = await frontend.visitor(client);
    visit = await run({
      url: kontor.graphqlUrl,
      closedUrl: `http://127.0.0.1:${await freePorts(1)}/graphql`,
      fetch: recording,
      handle: `${client}-${process.pid}-${Date.now()}`,
      text: 'a',
    });
  }, TIMEOUT_MS);

  it('pages through the catalogue into one list', async () => {
    const { data } = await ask(
      kontor.graphqlUrl,
      'query ($first: Int!) { products(first: $first, sort: PRICE_LOW_TO_HIGH) { edges { node { id } } } }',
      { first: 2 * PAGE },
    );
    const { edges } = data?.['products'] as { edges: { node: { id: string } }[] };
    const ids = edges.map(({ node }) => node.id);
    expect(visit.catalogue.lists).toEqual([ids.slice(0, PAGE), ids]);
  });

  it('tells the members of a union apart, and the implementations of an interface from its cache alone', () => {
    expect([...visit.finds.types].sort()).toEqual(['Brand', 'Category', 'Product']);
    const types = visit.finds.media.map(({ type }) => type);
    expect([...new Set(types)].sort()).toEqual(['Image', 'Video']);
    for (const { url } of visit.finds.media) expect(url).toMatch(/^https:/);
    expect(visit.finds.filmSeconds).toBeGreaterThan(0);
  });

  it('places an order: stock goes down, and up again when it is cancelled', () => {
    const { stock, order } = visit.purchase;
    const [before = 0] = stock;
    expect(stock).toEqual([before, before - QUANTITY, before]);
    expect(order.status).toBe('PLACED');
    expect(order.totalMinor).toBeGreaterThan(0);
  });

  it('shows the order in a list that was open all the time, and what became of it', () => {
    const { ordersSeen, order } = visit.purchase;
    expect(ordersSeen[0]).toEqual([]);
    expect(ordersSeen).toContainEqual([`${order.number} PLACED`]);
    expect(ordersSeen.at(-1)).toEqual([`${order.number} CANCELLED`]);
  });

  it('reads codes from its own error type, and tells a refusal from a gateway that is not there', () => {
    expect(visit.failures.refused).toEqual({
      code: 'OUT_OF_STOCK',
      message: expect.stringContaining('not enough in stock'),
    });
    expect(visit.failures.invalid).toEqual({
      code: 'GRAPHQL_VALIDATION_FAILED',
      message: expect.stringContaining('Int cannot represent'),
    });
    expect(visit.failures.unreachable).toBe('TypeError');
  });

  it('asks by GET and changes by POST', () => {
    const sent = requests.filter(({ query }) => query !== undefined);
    const methodsOf = (operation: string) => [
      ...new Set(sent.filter(({ query }) => query?.startsWith(operation)).map(({ method }) => method)),
    ];
    expect(methodsOf('query')).toEqual(['GET']);
    expect(methodsOf('mutation')).toEqual(['POST']);
  });

  it('sends hashes of documents in their place, and the documents when it is asked for them', () => {
    const persisted = requests.filter((request) => request.persisted);
    expect(persisted.length > 0).toBe(client === 'apollo');
    const refusalsOf = (withDocument: boolean) =>
      new Set(
        persisted
          .filter(({ query }) => (query !== undefined) === withDocument)
          .map(({ answer }) => answer.errors?.[0]?.extensions.code)
          .filter((code) => code?.startsWith('PERSISTED_QUERY')),
      );
    if (client !== 'apollo') return;
    expect(refusalsOf(false)).toEqual(new Set(['PERSISTED_QUERY_NOT_FOUND']));
    expect(refusalsOf(true)).toEqual(new Set());
  });
});
