import { mkdir, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type FakeSubgraph, startFakeSubgraph } from '../support/gateway/fake-subgraph.js';
import { kontorBin, runCommand } from '../support/kontor/command.js';
import { type RunningDev, startDev } from '../support/kontor/dev.js';
import { freePorts } from '../support/kontor/ports.js';

jest.setTimeout(90_000);

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const PRODUCTS = `${LINK}type Query {\n  products: [Product!]!\n}\n\ntype Product @key(fields: "id") {\n  id: ID!\n  name: String!\n}\n`;
const REVIEWS = `${LINK}type Review {\n  body: String!\n}\n\ntype Product @key(fields: "id") {\n  id: ID!\n  reviews: [Review!]!\n}\n`;
const PRODUCTS_RESOLVERS = {
  Query: { products: () => [{ id: '1', name: 'Chair' }] },
  Product: { __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Product', id, name: 'Chair' }) },
};
const REVIEWS_RESOLVERS = {
  Product: {
    __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Product', id }),
    reviews: () => [{ body: 'Comfortable' }],
  },
};
const BOTH = '{ products { name reviews { body } } }';
const BOTH_ANSWERED = { products: [{ name: 'Chair', reviews: [{ body: 'Comfortable' }] }] };

let cwd: string;
let home: string;
let products: FakeSubgraph;
let reviews: FakeSubgraph;
let running: RunningDev[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'kontor-dev-'));
  home = join(cwd, 'home');
  products = await startFakeSubgraph('products', PRODUCTS, PRODUCTS_RESOLVERS);
  reviews = await startFakeSubgraph('reviews', REVIEWS, REVIEWS_RESOLVERS);
  await writeFile(join(cwd, 'products.graphql'), PRODUCTS);
  await writeFile(join(cwd, 'reviews.graphql'), REVIEWS);
});
afterEach(async () => {
  await Promise.all(running.map((dev) => dev.stop()));
  running = [];
  await Promise.all([products.close(), reviews.close()]);
  await rm(cwd, { recursive: true, force: true });
});

const file = (name: string) => join(cwd, name);
/** As careful editors do. */
async function replace(name: string, text: string): Promise<void> {
  await writeFile(file(`${name}~`), text);
  await rename(file(`${name}~`), file(name));
}
async function dev(
  ...args: Parameters<typeof startDev> | [Parameters<typeof startDev>[0]]
): Promise<RunningDev> {
  const started = await startDev(args[0], args[1] ?? { cwd, home }, args[2]);
  running.push(started);
  return started;
}
const bothFiles = () => ({
  name: ['products', 'reviews'],
  schema: ['products.graphql', 'reviews.graphql'],
  routingUrl: [products.url, reviews.url],
});
/** `reviews` from its file, `products` as it runs. */
async function withRunningProducts(): Promise<{ config: string }> {
  await writeFile(
    file('supergraph.yaml'),
    `subgraphs:
  reviews: { routing_url: "${reviews.url}", schema: { file: reviews.graphql } }
  products: { schema: { subgraph_url: "${products.url}" } }
`,
  );
  return { config: 'supergraph.yaml' };
}

describe('schema files', () => {
  it('are composed, served, and composed again on a save, without a restart', async () => {
    const kontor = await dev(bothFiles());
    expect(await kontor.next('composed')).toMatchObject({ changes: null });
    expect(await kontor.ask(BOTH)).toMatchObject({ data: BOTH_ANSWERED, codes: [] });

    await writeFile(
      file('products.graphql'),
      PRODUCTS.replace('  name: String!', '  name: String!\n  price: Int'),
    );
    expect(await kontor.next('composed')).toMatchObject({
      because: ['products'],
      changes: { added: ['Product.price'], removed: [], changed: [] },
    });
    expect(await kontor.ask('{ __type(name: "Product") { fields { name } } }')).toMatchObject({
      data: { __type: { fields: expect.arrayContaining([{ name: 'price' }]) as unknown } },
    });

    await replace('products.graphql', PRODUCTS);
    expect(await kontor.next('composed')).toMatchObject({ changes: { removed: ['Product.price'] } });
    expect(kontor.events().map(({ event }) => event)).not.toContain('refused');
  });

  it('that do not compose are told with code, place and advice, and what composed stays in service', async () => {
    const kontor = await dev(bothFiles());
    const { hash } = await kontor.next('composed');
    await replace('reviews.graphql', REVIEWS.replace('fields: "id"', 'fields: "sku"'));
    expect(await kontor.next('refused')).toMatchObject({
      because: ['reviews'],
      serving: { hash },
      problems: [
        {
          code: 'KEY_INVALID_FIELDS',
          fix: expect.stringContaining('field') as unknown,
          locations: expect.arrayContaining([
            expect.objectContaining({ subgraph: 'reviews', line: 6 }),
          ]) as unknown,
        },
      ],
    });
    expect(await kontor.ask(BOTH)).toMatchObject({ data: BOTH_ANSWERED });
    await replace('reviews.graphql', REVIEWS);
    await kontor.next('mended');
  });

  it('may be half written, emptied, deleted, and their folder with them', async () => {
    await mkdir(file('schema'));
    await writeFile(file('schema/reviews.graphql'), REVIEWS);
    const kontor = await dev({ ...bothFiles(), schema: ['products.graphql', 'schema/*.graphql'] });
    await kontor.next('composed');

    await writeFile(file('schema/reviews.graphql'), REVIEWS.slice(0, -10));
    expect(await kontor.next('refused')).toMatchObject({ problems: [{ code: 'INVALID_GRAPHQL' }] });
    await truncate(file('schema/reviews.graphql'), 0);
    expect(await kontor.next('refused')).toMatchObject({ problems: [{ code: 'SCHEMA_FILE_INVALID' }] });
    await writeFile(file('schema/reviews.graphql'), REVIEWS);
    await kontor.next('mended');

    await rm(file('schema'), { recursive: true });
    expect(await kontor.next('refused')).toMatchObject({ problems: [{ code: 'SCHEMA_FILE_INVALID' }] });
    expect(await kontor.ask(BOTH)).toMatchObject({ data: BOTH_ANSWERED });
    await mkdir(file('schema'));
    await writeFile(file('schema/a.graphql'), REVIEWS);
    await kontor.next('mended');
  });

  it('that an editor deletes and writes again within a moment are never missed', async () => {
    const kontor = await dev(bothFiles(), { cwd, home }, { goneMs: 5_000 });
    await kontor.next('composed');
    await rm(file('reviews.graphql'));
    // As long as it takes to look at it once in between.
    await new Promise((resolve) => setImmediate(resolve));
    await writeFile(file('reviews.graphql'), REVIEWS.replace('body: String!', 'body: String!\n  stars: Int'));
    expect(await kontor.next('composed')).toMatchObject({ changes: { added: ['Review.stars'] } });
    expect(kontor.events().map(({ event }) => event)).not.toContain('refused');
  });

  it('are waited for when they do not compose from the start', async () => {
    await writeFile(file('reviews.graphql'), 'type Product @key(fields: "id" {');
    const kontor = await dev(bothFiles());
    expect(await kontor.next('refused')).toMatchObject({ serving: null });
    expect(await kontor.ask(BOTH)).toMatchObject({ status: 503, codes: ['GATEWAY_NOT_READY'] });
    await replace('reviews.graphql', REVIEWS);
    await kontor.next('composed');
    expect(await kontor.ask(BOTH)).toMatchObject({ data: BOTH_ANSWERED });
  });

  it('that are not there are a mistake at the start', async () => {
    await rm(file('reviews.graphql'));
    const kontor = await dev(bothFiles());
    await expect(kontor.next('composed')).rejects.toMatchObject({ code: 'SCHEMA_FILE_INVALID', exitCode: 3 });
    running = [];
  });
});

describe('a local subgraph that does not run', () => {
  it('is told, and that it runs again; queries that need it are answered with a code', async () => {
    await reviews.kill();
    const kontor = await dev(bothFiles());
    expect(await kontor.next('process-down')).toMatchObject({ subgraph: 'reviews', url: reviews.url });
    await kontor.next('composed');
    expect((await kontor.ask('{ products { name } }')).data).toEqual({ products: [{ name: 'Chair' }] });
    expect((await kontor.ask(BOTH)).codes).toEqual(['SUBGRAPH_UNREACHABLE']);
    await reviews.restart();
    expect(await kontor.next('process-up')).toMatchObject({ subgraph: 'reviews' });
    expect(await kontor.ask(BOTH)).toMatchObject({ data: BOTH_ANSWERED });
  });
});

describe('a sick peer', () => {
  const misbehaviours: [string, (response: ServerResponse) => void][] = [
    ['hangs', () => undefined],
    ['answers HTML', (response) => void response.end('<html>Bad gateway</html>')],
    ['answers half a JSON', (response) => void response.end('{"data": {"_ser')],
    ['hangs up', (response) => void response.destroy()],
    [
      'answers with another schema that is none',
      (response) => void response.end(JSON.stringify({ data: { _service: { sdl: 'type Query { broken' } } })),
    ],
    [
      'answers with a schema that does not compose',
      (response) =>
        void response.end(
          JSON.stringify({ data: { _service: { sdl: PRODUCTS.replace('fields: "id"', 'fields: "sku"') } } }),
        ),
    ],
  ];

  it.each(misbehaviours)(
    'that %s is replaced by its last good schema, also in the next run',
    async (_title, misbehave) => {
      const options = await withRunningProducts();
      const first = await dev(options);
      await first.next('composed');

      products.behave((response) => misbehave(response));
      const stale = await first.next('peer-stale');
      expect(stale).toMatchObject({ source: 'products', reason: { fix: expect.any(String) as unknown } });
      expect(Date.now() - Date.parse(String(stale['since']))).toBeLessThan(60_000);
      // The developer goes on.
      await replace('reviews.graphql', REVIEWS.replace('body: String!', 'body: String!\n  stars: Int'));
      expect(await first.next('composed')).toMatchObject({ changes: { added: ['Review.stars'] } });
      await first.stop();

      const second = await dev(options);
      expect(await second.next('peer-stale')).toMatchObject({ source: 'products' });
      const { subgraphs } = await second.next('composed');
      expect(subgraphs).toMatchObject([{ name: 'products', from: 'products' }, { name: 'reviews' }]);

      products.behave(undefined);
      await second.next('peer-back');
      expect((await second.ask('{ products { name } }')).data).toEqual({ products: [{ name: 'Chair' }] });
      running = [second];
    },
  );

  it('that never gave a schema is left out, and taken up when it comes', async () => {
    const options = await withRunningProducts();
    await products.kill();
    await writeFile(file('reviews.graphql'), `${REVIEWS}type Query {\n  latest: [Review!]!\n}\n`);
    const kontor = await dev(options);
    expect(await kontor.next('peer-missing')).toMatchObject({
      source: 'products',
      reason: { code: 'SUBGRAPH_UNREACHABLE' },
    });
    expect(await kontor.next('composed')).toMatchObject({ subgraphs: [{ name: 'reviews' }] });
    await products.restart();
    await kontor.next('peer-back');
    expect(await kontor.next('composed')).toMatchObject({
      changes: { added: expect.arrayContaining(['Query.products']) as unknown },
    });
    expect(await kontor.ask(BOTH)).toMatchObject({ data: BOTH_ANSWERED });
  });

  it('that gave a schema which is none from the start is left out and named', async () => {
    const options = await withRunningProducts();
    products.behave(
      (response) => void response.end(JSON.stringify({ data: { _service: { sdl: 'type {' } } })),
    );
    await writeFile(file('reviews.graphql'), `${REVIEWS}type Query {\n  latest: [Review!]!\n}\n`);
    const kontor = await dev(options);
    expect(await kontor.next('peer-missing')).toMatchObject({
      source: 'products',
      reason: { code: 'INVALID_GRAPHQL' },
    });
    await kontor.next('composed');
  });

  it('does not keep the developer’s own mistakes from being told', async () => {
    const options = await withRunningProducts();
    await writeFile(file('reviews.graphql'), REVIEWS.replace('fields: "id"', 'fields: "sku"'));
    const kontor = await dev(options);
    expect(await kontor.next('refused')).toMatchObject({ problems: [{ code: 'KEY_INVALID_FIELDS' }] });
    expect(kontor.events().map(({ event }) => event)).not.toContain('peer-missing');
  });

  it('that changes its schema is taken up', async () => {
    const options = await withRunningProducts();
    const kontor = await dev(options);
    await kontor.next('composed');
    const more = PRODUCTS.replace('  name: String!', '  name: String!\n  price: Int');
    products.behave((response, { body }, pass) =>
      body.query.includes('_service')
        ? void response.end(JSON.stringify({ data: { _service: { sdl: more } } }))
        : pass(),
    );
    expect(await kontor.next('composed')).toMatchObject({
      because: ['products'],
      changes: { added: ['Product.price'] },
    });
  });
});

describe('the file that names the subgraphs', () => {
  it('is read again when it changes, and not believed while it is broken', async () => {
    const { config } = await withRunningProducts();
    const kontor = await dev({ config });
    await kontor.next('composed');
    const text = await readFile(file(config), 'utf8');
    await replace(config, 'subgraphs: [');
    expect(await kontor.next('file-refused')).toMatchObject({
      reason: { code: 'SUPERGRAPH_CONFIG_INVALID' },
    });
    expect(await kontor.ask(BOTH)).toMatchObject({ data: BOTH_ANSWERED });

    await writeFile(
      file('stock.graphql'),
      `${LINK}type Product @key(fields: "id") {\n  id: ID!\n  stock: Int!\n}\n`,
    );
    await replace(
      config,
      `${text}  stock: { routing_url: "http://127.0.0.1:9/", schema: { file: stock.graphql } }\n`,
    );
    expect(await kontor.next('file-read')).toMatchObject({ subgraphs: ['reviews', 'products', 'stock'] });
    expect(await kontor.next('composed')).toMatchObject({ changes: { added: ['Product.stock'] } });
    // For this one it would have to ask a platform, and has no key.
    await replace(config, `${text}  users: { schema: { graphref: "shop@current" } }\n`);
    expect(await kontor.next('file-refused')).toMatchObject({ reason: { code: 'API_KEY_MISSING' } });
    await replace(config, text);
    expect(await kontor.next('composed')).toMatchObject({ changes: { removed: ['Product.stock'] } });
    expect(kontor.events().map(({ event }) => event)).not.toContain('refused');
  });
});

describe('the command', () => {
  it('says what happens, and ends in order on Ctrl-C and SIGTERM', async () => {
    for (const [signal, format] of [
      ['SIGINT', 'text'],
      ['SIGTERM', 'json'],
    ] as const) {
      const port = await freePorts(1);
      const command = runCommand(
        [
          kontorBin,
          'dev',
          ...['--name', 'products', '--schema', 'products.graphql', '--routing-url', products.url],
          ...['--port', String(port), '--format', format],
        ],
        { cwd, env: { KONTOR_HOME: home } },
      );
      await command.printed(
        format === 'text' ? /composed 1 subgraph, served after \d+ ms/ : /"event":"composed"/,
      );
      expect(command.output()).toContain(`http://127.0.0.1:${port}/graphql`);
      const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } });
      expect(await page.text()).toContain('<html');
      await replace('products.graphql', PRODUCTS.replace('String!', 'Nonsense!'));
      await command.printed(format === 'text' ? /does not compose; what composed at/ : /"event":"refused"/);
      if (format === 'text') expect(command.output()).toMatch(/products\.graphql:8:\d+/);
      await replace('products.graphql', PRODUCTS);
      command.kill(signal);
      expect(await command.exited).toBe(0);
      expect(command.output()).toMatch(
        format === 'text' ? /Stopped\.\n$/ : /\{"event":"stopped"\},"error":null\}\n$/,
      );
    }
  });

  it('says that its port is taken', async () => {
    const command = runCommand(
      [
        kontorBin,
        'dev',
        '--name',
        'products',
        '--routing-url',
        products.url,
        '--port',
        String(products.port),
      ],
      { cwd, env: { KONTOR_HOME: home } },
    );
    expect(await command.exited).toBe(2);
    expect(command.output()).toContain('PORT_TAKEN');
  });
});
