import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildTraceTree,
  formatTraceTree,
  isTraceWhole,
  receiveTraces,
  type ReceivedSpan,
  type TraceNode,
  type TraceReceiver,
} from '@kontor/telemetry/receive';
import { ask } from '../support/kontor/ask.js';
import { kontor, root } from '../support/kontor/command.js';
import { freePorts } from '../support/kontor/ports.js';
import { choosePlace, type KontorUnderTest, startKontor } from '../support/kontor/start-kontor.js';
import { until } from '../support/kontor/until.js';

const START_AND_STOP_MS = 240_000;
const SERVICES = ['gateway', 'platform', 'accounts', 'products', 'inventory', 'reviews', 'orders'];

let receiver: TraceReceiver;
let running: KontorUnderTest;
let metricsPort: number;

beforeAll(async () => {
  receiver = await receiveTraces({ port: 0 });
  metricsPort = await freePorts(SERVICES.length);
  const folder = process.env['KONTOR_E2E_FOLDER'] ?? '';
  running = await startKontor(await choosePlace(folder, 'traced'), {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '100',
      KONTOR_METRICS_PORT: String(metricsPort),
      LOG_LEVEL: 'debug',
    },
  });
}, START_AND_STOP_MS);

afterAll(async () => {
  await running?.stop();
  await receiver?.close();
}, START_AND_STOP_MS);

interface ClientSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceparent: string;
}

/** What a client that traces itself sends. */
function clientSpan(): ClientSpan {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` };
}

/** Spans come from several processes, each in its own time. */
const wholeTrace = ({ traceId, spanId }: ClientSpan): Promise<readonly ReceivedSpan[]> =>
  until(`trace ${traceId} is whole`, () => {
    const spans = receiver.spansOf(traceId);
    return isTraceWhole(spans, spanId) ? spans : undefined;
  });

const named = (spans: readonly ReceivedSpan[], service: string, name: RegExp): ReceivedSpan[] =>
  spans.filter((span) => span.service === service && name.test(span.name));

/** The names from the first span of the trace to this one, with the services. */
function pathTo(spans: readonly ReceivedSpan[], span: ReceivedSpan): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [...(parent ? pathTo(spans, parent) : []), `${span.service}: ${span.name}`];
}

const sizeOf = ({ children }: TraceNode): number =>
  1 + children.reduce((sum, child) => sum + sizeOf(child), 0);

describe('one trace', () => {
  it('spans client, gateway, subgraphs and SQL', async () => {
    const client = clientSpan();
    const query =
      'query Shop { products(first: 2) { edges { node { name availableQuantity reviews(first: 1) { edges { node { rating author { name } } } } } } } }';
    const answer = await ask(running.graphqlUrl, query, {}, { traceparent: client.traceparent });
    expect(answer.errors).toEqual([]);

    const spans = await wholeTrace(client);
    const printed = formatTraceTree(spans);
    // For whoever reads the log of the tests: this is what a trace looks like.
    writeFileSync(join(running.place.home, 'trace.txt'), `${printed.join('\n')}\n`);

    const [tree, ...others] = buildTraceTree(spans);
    expect(others).toEqual([]);
    expect(tree?.span).toMatchObject({ service: 'gateway', kind: 'server', parentSpanId: client.spanId });
    for (const subgraph of ['products', 'inventory', 'reviews', 'accounts']) {
      const statements = named(spans, subgraph, /^SELECT /);
      expect(statements).not.toEqual([]);
      for (const statement of statements)
        expect(pathTo(spans, statement)).toEqual([
          'gateway: POST /graphql',
          'gateway: query Shop',
          'gateway: POST /graphql',
          `${subgraph}: POST /graphql`,
          expect.stringMatching(`^${subgraph}: query Shop__${subgraph}__\\d$`),
          `${subgraph}: ${statement.name}`,
        ]);
    }
    expect(printed.join('\n')).toMatch(/products +│ +└─ SELECT products/);
  });

  it('names things by the semantic conventions, and tells no values', async () => {
    const client = clientSpan();
    const query = 'query Find($id: ID!) { product(id: $id) { name } }';
    const secret = '00000000-0000-7000-8000-00000000dead';
    await ask(running.graphqlUrl, query, { id: secret }, { traceparent: client.traceparent });
    const spans = await wholeTrace(client);

    const [server] = named(spans, 'gateway', /^POST \/graphql$/).filter(({ kind }) => kind === 'server');
    expect(server?.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/graphql',
      'http.response.status_code': 200,
      'url.path': '/graphql',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': running.place.gatewayPort,
    });
    expect(named(spans, 'gateway', /^query Find$/)[0]?.attributes).toMatchObject({
      'graphql.operation.name': 'Find',
      'graphql.operation.type': 'query',
    });
    expect(
      spans.find(({ kind, service }) => kind === 'client' && service === 'gateway')?.attributes,
    ).toMatchObject({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'kontor.subgraph.name': 'products',
    });
    expect(named(spans, 'products', /^SELECT products$/)[0]?.attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'db.namespace': 'kontor_storefront_products',
      'db.collection.name': 'products',
      'db.operation.name': 'SELECT',
      'db.query.text': expect.stringContaining('$1'),
    });
    expect(
      JSON.stringify(spans, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain(secret);
    expect(spans.some(({ attributes }) => 'graphql.document' in attributes)).toBe(false);
  });

  it('goes through a subgraph that asks others', async () => {
    const ids = await ask(
      running.graphqlUrl,
      '{ products(first: 1) { edges { node { id } } } users(first: 1) { edges { node { id } } } }',
    );
    const { products, users } = ids.data as Record<string, { edges: { node: { id: string } }[] }>;
    const client = clientSpan();
    const answer = await ask(
      running.graphqlUrl,
      'mutation Buy($input: PlaceOrderInput!) { placeOrder(input: $input) { order { number } } }',
      {
        input: {
          idempotencyKey: client.traceId,
          buyerId: users?.edges[0]?.node.id,
          lines: [{ productId: products?.edges[0]?.node.id, quantity: 1 }],
        },
      },
      { traceparent: client.traceparent },
    );
    expect([answer.status, answer.data === undefined]).toEqual([200, false]);
    const spans = await wholeTrace(client);
    const asked = named(spans, 'products', /^POST /);
    expect(asked.map((span) => pathTo(spans, span))).toContainEqual([
      'gateway: POST /graphql',
      'gateway: mutation Buy',
      'gateway: POST /graphql',
      'orders: POST /graphql',
      'orders: mutation Buy__orders__0',
      'orders: POST /graphql',
      'products: POST /graphql',
    ]);
  });

  it('goes through the platform when a command says whose it is', async () => {
    const client = clientSpan();
    const schemaFile = join(root, 'subgraphs/storefront/reviews/schema.graphql');
    const args = ['subgraph', 'check', 'storefront@current', '--name', 'reviews', '--schema', schemaFile];
    const { code, output } = await kontor(args, { env: { ...running.env, TRACEPARENT: client.traceparent } });
    expect([code, output]).toEqual([0, expect.anything()]);
    const spans = await wholeTrace(client);
    expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['platform']));
    const composing = named(spans, 'platform', /^kontor\.compose$/);
    expect(composing.length).toBeGreaterThan(0);
    expect(named(spans, 'platform', /^SELECT /).length).toBeGreaterThan(0);
  });
});

describe('many traces at once', () => {
  it('each hold exactly their own spans, also when clients leave', async () => {
    const queries = [
      { query: 'query A { products(first: 3) { edges { node { name availableQuantity } } } }', name: 'A' },
      {
        query:
          'query B { products(first: 2) { edges { node { reviews(first: 1) { edges { node { rating author { name } } } } } } } }',
        name: 'B',
      },
      { query: 'query C { users(first: 2) { edges { node { name } } } }', name: 'C' },
      {
        query:
          'query D { orders(first: 2) { edges { node { number buyer { name } lines { product { name } } } } } }',
        name: 'D',
      },
    ];
    // Once alone: what each of them looks like when nothing else goes on, parsed and planned before.
    const shapes = new Map<string, string[]>();
    for (const { query, name } of [...queries, ...queries]) {
      const client = clientSpan();
      await ask(running.graphqlUrl, query, {}, { traceparent: client.traceparent });
      shapes.set(name, shapeOf(await wholeTrace(client)));
    }

    const requests = Array.from({ length: 120 }, (_, n) => ({
      ...queries[n % queries.length]!,
      client: clientSpan(),
      leaves: n % 10 === 7,
    }));
    await Promise.all(
      requests.map(async ({ query, client, leaves }) => {
        if (!leaves) return ask(running.graphqlUrl, query, {}, { traceparent: client.traceparent });
        const abort = new AbortController();
        const gone = fetch(running.graphqlUrl, {
          method: 'POST',
          headers: { 'content-type': 'application/json', traceparent: client.traceparent },
          body: JSON.stringify({ query }),
          signal: abort.signal,
        }).catch(() => undefined);
        setImmediate(() => abort.abort());
        return gone;
      }),
    );

    for (const { name, client, leaves } of requests) {
      if (leaves) {
        // Whatever came of it names no other request's work.
        const spans = receiver.spansOf(client.traceId);
        for (const span of spans.filter((each) => each.attributes['graphql.operation.name'] !== undefined))
          expect(span.attributes['graphql.operation.name']).toMatch(new RegExp(`^${name}(__|$)`));
      } else {
        const spans = await wholeTrace(client);
        expect(shapeOf(spans)).toEqual(shapes.get(name));
        expect(buildTraceTree(spans).map((tree) => [tree.span.parentSpanId, sizeOf(tree)])).toEqual([
          [client.spanId, spans.length],
        ]);
      }
    }
  });

  /** What happened, and below what, in whatever order. */
  const shapeOf = (spans: readonly ReceivedSpan[]): string[] =>
    spans.map((span) => pathTo(spans, span).join(' > ')).toSorted();
});

describe('trace contexts that are none', () => {
  it.each([
    'nonsense',
    '00-00000000000000000000000000000000-0000000000000000-01',
    `00-${'a'.repeat(32)}-${'b'.repeat(15)}-01`,
    `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-${'c'.repeat(4_000)}`,
  ])('are ignored: %.60s', async (traceparent) => {
    const headers = { traceparent, tracestate: '=,=,;;', baggage: 'a'.repeat(9_000) };
    expect(await ask(running.graphqlUrl, '{ products(first: 1) { totalCount } }', {}, headers)).toMatchObject(
      { status: expect.any(Number) },
    );
    expect(receiver.spansOf('a'.repeat(32))).toEqual([]);
  });
});

describe('logs', () => {
  it('say in which trace and span their lines were written', async () => {
    const client = clientSpan();
    await ask(
      running.graphqlUrl,
      '{ users(first: 1) { edges { node { name } } } }',
      {},
      { traceparent: client.traceparent },
    );
    const linesOf = (service: string) =>
      readFileSync(join(running.place.home, 'logs', `${service}.log`), 'utf8')
        .split('\n')
        .filter((line) => line.includes(client.traceId))
        .map(
          (line) => JSON.parse(line) as { trace_id: string; span_id: string; requestId: string; msg: string },
        );
    for (const service of ['gateway', 'accounts']) {
      const lines = await until(`${service} has logged it`, () => {
        const written = linesOf(service);
        return written.length > 0 ? written : undefined;
      });
      const spans = await wholeTrace(client);
      for (const line of lines) {
        expect(spans.map(({ spanId }) => spanId)).toContain(line.span_id);
        expect(line.requestId).toEqual(expect.any(String));
      }
    }
    expect(linesOf('gateway')[0]?.requestId).toBe(linesOf('accounts')[0]?.requestId);
  });
});

describe('metrics', () => {
  const page = async (port: number): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

  it('are told by each process at a port of its own, and not where clients are', async () => {
    for (const [index, service] of SERVICES.entries())
      expect(await page(metricsPort + index)).toContain(`service_name="${service}"`);
    for (const port of [running.place.gatewayPort, running.place.platformPort])
      expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);
  });

  it('are those of the semantic conventions, with few series', async () => {
    await ask(running.graphqlUrl, 'query Wrong { products(first: -5) { edges { node { name } } } }');
    const gateway = await page(metricsPort);
    for (const name of [
      'http_server_request_duration_bucket',
      'http_server_active_requests',
      'http_client_request_duration_count',
      'http_client_open_connections',
      'kontor_http_client_waiting_requests',
      'kontor_graphql_operation_duration_count',
      'kontor_graphql_operation_errors_total',
      'kontor_supergraph_swaps_total',
      'kontor_supergraph_age',
      'kontor_supergraph_source_status',
      'nodejs_eventloop_delay_p99',
      'v8js_memory_heap_used',
      'process_memory_usage',
    ])
      expect(gateway).toMatch(new RegExp(`^${name}\\{`, 'm'));
    const products = await page(metricsPort + SERVICES.indexOf('products'));
    for (const name of [
      'db_client_operation_duration_count',
      'db_client_connection_count',
      'db_client_connection_max',
    ])
      expect(products).toMatch(new RegExp(`^${name}\\{`, 'm'));
    expect(gateway).not.toMatch(/trace_id|request_id/);
  });
});

describe('kontor trace', () => {
  const operation = 'query Names { products(first: 1) { edges { node { name } } } }';

  it('says so when nobody sends it anything', async () => {
    const port = String(await freePorts(1));
    const args = ['trace', operation, '--port', port, '--wait-seconds', '1', '--format', 'json'];
    const { code, output } = await kontor(args, { env: running.env });
    expect([code, JSON.parse(output)]).toEqual([
      1,
      expect.objectContaining({ error: expect.objectContaining({ code: 'TRACE_INCOMPLETE' }) }),
    ]);
  });

  it('receives and prints one', async () => {
    const { port } = new URL(receiver.url);
    // Now nobody listens where the processes send to, until the command does: no request minds.
    await receiver.close();
    expect((await ask(running.graphqlUrl, operation)).errors).toEqual([]);
    const { code, output } = await kontor(['trace', operation, '--port', port], { env: running.env });
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/gateway +└─ query Names[^]*products +└─ SELECT products/),
    ]);
  });
});
