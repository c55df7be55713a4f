import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlan } from './plan.js';

let folder: string;
let empty: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kontor-plan-'));
  empty = mkdtempSync(join(tmpdir(), 'kontor-plan-'));
  writeFileSync(
    join(folder, 'kontor.yaml'),
    `version: 1
graph: shop
subgraphs:
  products: { schema: a/products.graphql, run: [node, p.js], port: 4101, database: { migrations: m } }
  reviews: { schema: r.graphql, run: [./r], port: 4102, path: /api }
`,
  );
});
afterAll(() => {
  for (const each of [folder, empty]) rmSync(each, { recursive: true });
});

const io = (env: Record<string, string> = {}, cwd = folder) => ({ env, cwd });

describe('readPlan', () => {
  it('puts file and environment together, with absolute paths', async () => {
    const plan = await readPlan({}, io({ KONTOR_GATEWAY_PORT: '5000' }));
    expect(plan).toMatchObject({ graph: 'shop@current', home: join(folder, '.kontor'), gatewayPort: 5000 });
    expect(plan.subgraphs).toMatchObject([
      {
        schemaFile: join(folder, 'a/products.graphql'),
        routingUrl: 'http://127.0.0.1:4101/graphql',
        domain: { id: { graph: 'shop', domain: 'products' }, migrationsDir: join(folder, 'm') },
      },
      { routingUrl: 'http://127.0.0.1:4102/api', domain: undefined },
    ]);
  });

  it('moves all subgraphs with one variable, and says so where a port is taken', async () => {
    const { ports } = await readPlan({}, io({ KONTOR_SUBGRAPH_PORT_BASE: '7000' }));
    expect(ports.slice(2)).toEqual([
      { process: 'products', port: 7000, decidedBy: 'KONTOR_SUBGRAPH_PORT_BASE' },
      { process: 'reviews', port: 7001, decidedBy: 'KONTOR_SUBGRAPH_PORT_BASE' },
    ]);
  });

  it.each([
    ['a file that is not there', { config: 'absent.yaml' }, {}],
    ['a variable that makes no sense', {}, { KONTOR_PLATFORM_PORT: 'many' }],
  ])('refuses %s', async (_, flags, env) => {
    await expect(readPlan(flags, io(env))).rejects.toMatchObject({
      code: 'KONTOR_CONFIG_INVALID',
      kind: 'badUsage',
    });
  });
});

describe('a folder without kontor.yaml', () => {
  it('is a graph that others publish to', async () => {
    expect(await readPlan({}, io({}, empty))).toMatchObject({
      graph: 'main@current',
      folder: empty,
      subgraphs: [],
    });
  });

  it('is an error where the file was named', async () => {
    await expect(readPlan({ config: 'absent.yaml' }, io({}, empty))).rejects.toMatchObject({
      code: 'KONTOR_CONFIG_INVALID',
    });
  });
});

describe('the graph', () => {
  const graphOf = async (flags: { graph?: string }, env: Record<string, string>, cwd: string) =>
    (await readPlan(flags, io(env, cwd))).graph;

  it('is that of the flag, of the file, of KONTOR_GRAPH_REF, else main, in this order', async () => {
    const env = { KONTOR_GRAPH_REF: 'other@next' };
    expect(await graphOf({ graph: 'mine' }, env, folder)).toBe('mine@current');
    expect(await graphOf({}, env, folder)).toBe('shop@current');
    expect(await graphOf({}, env, empty)).toBe('other@next');
    expect(await graphOf({}, {}, empty)).toBe('main@current');
  });

  it('must be a reference', async () => {
    await expect(graphOf({ graph: 'a@b@c' }, {}, empty)).rejects.toMatchObject({ kind: 'badUsage' });
  });
});
