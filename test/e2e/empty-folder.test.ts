import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packPackages } from '../../scripts/pack/pack-packages.mjs';
import { ask } from '../support/kontor/ask.js';
import { type RunningCommand, root } from '../support/kontor/command.js';
import { choosePlace, type KontorUnderTest, startKontor } from '../support/kontor/start-kontor.js';
import { until } from '../support/kontor/until.js';
import { createUserFolder, type UserFolder } from '../support/kontor/user-folder.js';

// The walk of somebody who has npm and an empty folder, from the tarballs that would be published. Needs npm's registry
// (or its cache) for everything that is not Kontor's.
const STEP_MS = 600_000;
const FOLDER = 'subgraphs/products';

let user: UserFolder;
let running: KontorUnderTest | undefined;
let subgraph: RunningCommand | undefined;

const npm = (...args: string[]) => user.run('npm', args);
const install = (...args: string[]) => npm('install', '--prefer-offline', '--loglevel=error', ...args);
const kontorBin = () => join(user.path, 'node_modules/kontor/bin/kontor.mjs');
const kontor = (...args: string[]) => user.run('node', [kontorBin(), ...args], running?.env);
const start = async (place: KontorUnderTest['place']) =>
  startKontor(place, { cwd: user.path, bin: kontorBin(), command: 'node', surroundings: user.surroundings });

function edit(file: string, before: string, after: string): void {
  const path = join(user.path, FOLDER, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
  writeFileSync(path, text.replace(before, after));
}

beforeAll(async () => {
  user = createUserFolder();
  const packed = await packPackages(root, join(dirname(user.path), 'tarballs'));
  expect(await install(...packed.map(({ tarball }) => tarball))).toMatchObject({ code: 0 });
}, STEP_MS);

afterAll(async () => {
  subgraph?.kill('SIGTERM');
  await subgraph?.exited;
  await running?.stop();
  rmSync(dirname(user.path), { recursive: true, force: true });
}, STEP_MS);

describe('from an empty folder', () => {
  it(
    'Kontor starts with no graph at all',
    async () => {
      running = await start(await choosePlace(dirname(user.path), 'home'));
      expect(running.output()).toContain('npx kontor init subgraph');
      expect(await ask(running.graphqlUrl, '{ __typename }')).toMatchObject({
        status: 503,
        errors: [{ extensions: { code: 'SUPERGRAPH_NOT_READY' } }],
      });
    },
    STEP_MS,
  );

  it(
    'writes a subgraph, and refuses to write it again',
    async () => {
      const dry = await kontor('init', 'subgraph', 'products', '--dry-run', '--format', 'json');
      expect(JSON.parse(dry.output)).toMatchObject({
        data: {
          dryRun: true,
          created: expect.arrayContaining(['kontor.yaml', `${FOLDER}/schema.graphql`]) as unknown,
        },
      });
      expect(await kontor('init', 'subgraph', 'products')).toMatchObject({ code: 0 });
      const again = await kontor('init', 'subgraph', 'products', '--format', 'json');
      expect(again.code).toBe(3);
      expect(JSON.parse(again.output)).toMatchObject({ error: { code: 'INIT_WOULD_OVERWRITE' } });
      expect(await install()).toMatchObject({ code: 0 });
    },
    STEP_MS,
  );

  it(
    'has a new column and field by an edit and one command',
    async () => {
      expect(await kontor('migration', 'check')).toMatchObject({ code: 0 });
      edit('prisma/schema.prisma', '  name      String\n', '  name      String\n  colour    String?\n');
      edit(
        'schema.graphql',
        '  name: String!\n  "When',
        '  name: String!\n  "Its colour."\n  colour: String\n  "When',
      );
      const lacking = await kontor('migration', 'check', '--format', 'json');
      expect(lacking.code).toBe(1);
      expect(JSON.parse(lacking.output)).toMatchObject({ error: { code: 'MIGRATION_MISSING' } });
      const written = await kontor('migration', 'new', 'products', 'add_colour');
      expect(written).toMatchObject({ code: 0, output: expect.stringContaining('ADD COLUMN') as unknown });
      expect(await kontor('migration', 'check')).toMatchObject({ code: 0 });
      edit(
        'src/actions/create-product.ts',
        'store.create({ id: newId(), name,',
        "store.create({ id: newId(), name, colour: 'red',",
      );
    },
    STEP_MS,
  );

  it(
    'generates, typechecks, builds, and its own test passes',
    async () => {
      expect(await npm('run', 'build', '-w', FOLDER)).toMatchObject({ code: 0 });
      expect(await npm('run', 'typecheck', '-w', FOLDER)).toMatchObject({ code: 0 });
      const tested = await npm('test', '-w', FOLDER);
      expect(tested.output).toMatch(/Tests:\s+4 passed, 4 total/);
      expect(tested.code).toBe(0);
    },
    STEP_MS,
  );

  it(
    'runs by hand, is published, and answers through the gateway',
    async () => {
      if (!running) throw new Error('Kontor runs since the first step');
      expect(await kontor('migration', 'apply', '--dry-run')).toMatchObject({
        code: 0,
        output: expect.stringContaining('add_colour') as unknown,
      });
      expect(await kontor('migration', 'apply')).toMatchObject({ code: 0 });
      const port = running.place.subgraphPortBase;
      // The program itself, as its image runs it: npm would leave it behind when it is stopped by a signal.
      const program = join(FOLDER, 'dist/main.js');
      subgraph = user.begin(join(user.path, 'node_modules/.bin/node'), [program], {
        ...running.env,
        PORT: String(port),
      });
      const origin = `http://127.0.0.1:${port}`;
      await until('the subgraph is ready', () =>
        fetch(`${origin}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
      const args = [
        '--name',
        'products',
        '--schema',
        `${FOLDER}/schema.graphql`,
        '--routing-url',
        `${origin}/graphql`,
      ];
      expect(await kontor('subgraph', 'publish', ...args)).toMatchObject({ code: 0 });

      const { graphqlUrl } = running;
      const created = await until('the gateway serves it', async () => {
        const { status, data } = await ask(
          graphqlUrl,
          'mutation { createProduct(input: { name: "lamp" }) { product { id } } }',
        );
        return status === 200 && (data as { createProduct: { product: { id: string } } } | null);
      });
      const { id } = created.createProduct.product;
      const { data } = await ask(graphqlUrl, 'query ($id: ID!) { product(id: $id) { name colour } }', { id });
      expect(data).toEqual({ product: { name: 'lamp', colour: 'red' } });
    },
    STEP_MS,
  );

  it(
    'is run from kontor.yaml by the next start',
    async () => {
      if (!running || !subgraph) throw new Error('both run since the steps before');
      subgraph.kill('SIGTERM');
      await subgraph.exited;
      subgraph = undefined;
      expect(await running.stop()).toBe(0);
      running = await start(running.place);
      expect(running.processNamed('products').port).toBe(running.place.subgraphPortBase);
      const { data } = await ask(
        running.graphqlUrl,
        '{ products(first: 5) { totalCount edges { node { name colour } } } }',
      );
      expect(data).toEqual({
        products: { totalCount: 1, edges: [{ node: { name: 'lamp', colour: 'red' } }] },
      });
    },
    STEP_MS,
  );
});
