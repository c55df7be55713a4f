import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../support/kontor/ask.js';
import { type RunningCommand, kontor, root, runCommand } from '../support/kontor/command.js';
import { type Load, startLoad } from '../support/kontor/load.js';
import { freePorts } from '../support/kontor/ports.js';
import { sharedKontor } from '../support/kontor/shared.js';
import { START_TIMEOUT_MS, type KontorUnderTest } from '../support/kontor/start-kontor.js';
import { until } from '../support/kontor/until.js';

const CLIENTS = 8;
const GRAPH = 'storefront@current';
const STEADY_QUERY =
  '{ products(first: 3) { edges { node { id name reviews(first: 2) { edges { node { rating author { name } } } } } } } }';
const NEW_FIELD_QUERY = '{ reviews(first: 1) { edges { node { title headline } } } }';

let shared: KontorUnderTest;
let folder: string;
let load: Load;
let team: RunningCommand | undefined;
let schemaFile: string;
let routingUrl: string;

/** What a team does to its subgraph: one more field in the schema, one more resolver. */
function changeReviews(): void {
  const source = join(root, 'subgraphs/storefront/reviews');
  cpSync(join(source, 'dist'), join(folder, 'dist'), { recursive: true });
  cpSync(join(source, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const schema = readFileSync(join(source, 'schema.graphql'), 'utf8');
  const field = '\n  "The title, louder."\n  headline: String!\n';
  writeFileSync(
    schemaFile,
    schema.replace(/\n {2}title: String!\n/, (title) => `${title.trimEnd()}\n${field}`),
  );
  writeFileSync(
    join(folder, 'dist/team-main.js'),
    `import { resolvers } from './resolvers/index.js';
     resolvers.Review = { ...resolvers.Review, headline: (review) => review.title.toUpperCase() };
     await import('./main.js');\n`,
  );
}

beforeAll(async () => {
  shared = await sharedKontor();
  folder = mkdtempSync(join(tmpdir(), 'kontor-team-'));
  schemaFile = join(folder, 'schema.graphql');
  mkdirSync(join(folder, 'dist'));
  changeReviews();
  const port = await freePorts(1);
  routingUrl = `http://127.0.0.1:${port}/graphql`;
  team = runCommand([join(folder, 'dist/team-main.js')], {
    cwd: folder,
    env: { PORT: String(port), KONTOR_HOME: shared.place.home },
  });
  await until('the changed reviews are ready', () =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  load = startLoad(shared.graphqlUrl, STEADY_QUERY, CLIENTS);
}, START_TIMEOUT_MS);

afterAll(async () => {
  await load?.stop();
  await publishOriginal();
  team?.kill('SIGTERM');
  await team?.exited;
  rmSync(folder, { recursive: true, force: true });
}, START_TIMEOUT_MS);

/** Other tests share this Kontor: it is left as it was found. */
async function publishOriginal(): Promise<void> {
  routingUrl = `http://127.0.0.1:${shared.processNamed('reviews').port}/graphql`;
  const { code, output } = await publish(join(root, 'subgraphs/storefront/reviews/schema.graphql'));
  if (code !== 0) throw new Error(output);
  await until(
    'the new field is gone',
    async () => (await ask(shared.graphqlUrl, NEW_FIELD_QUERY)).errors.length > 0,
  );
}

const publish = (schema: string, ...more: string[]) =>
  kontor(
    [
      'subgraph',
      'publish',
      GRAPH,
      '--name',
      'reviews',
      '--schema',
      schema,
      '--routing-url',
      routingUrl,
      ...more,
    ],
    { env: shared.env },
  );

describe('a team publishes its subgraph while clients ask', () => {
  it('a new field reaches clients, and no request fails', async () => {
    await load.moreAnswers(50);
    expect((await ask(shared.graphqlUrl, NEW_FIELD_QUERY)).errors).not.toEqual([]);

    const { code, output } = await publish(schemaFile);
    const acknowledgedAt = performance.now();
    expect({ code, output }).toMatchObject({ code: 0 });
    const { data } = await until('an answer with the new field', async () => {
      const answer = await ask(shared.graphqlUrl, NEW_FIELD_QUERY);
      return answer.errors.length === 0 && answer;
    });
    const tookMs = performance.now() - acknowledgedAt;
    process.stdout.write(
      `from the acknowledged publish to the first answer with the field: ${tookMs.toFixed(0)} ms\n`,
    );

    const [review] = (data as { reviews: { edges: { node: { title: string; headline: string } }[] } }).reviews
      .edges;
    expect(review?.node.headline).toBe(review?.node.title.toUpperCase());

    // The team takes its old process down: the launcher's, which drains when asked.
    process.kill(shared.processNamed('reviews').pid, 'SIGTERM');
    await load.moreAnswers(200);
    const report = await load.stop();
    expect(report.failures).toEqual([]);
    load = startLoad(shared.graphqlUrl, STEADY_QUERY, CLIENTS);
  }, 60_000);

  it('a breaking @key is refused with code, subgraph, line and advice, and clients notice nothing', async () => {
    const broken = join(folder, 'broken.graphql');
    const sdl = readFileSync(schemaFile, 'utf8').replace(
      'type Product @key(fields: "id")',
      'type Product @key(fields: "barcode")',
    );
    writeFileSync(broken, sdl);
    const line = sdl.split('\n').findIndex((text) => text.includes('@key(fields: "barcode")')) + 1;

    const text = await publish(broken);
    expect(text.code).toBe(1);
    expect(text.output).toMatch(/KEY_INVALID_FIELDS/);
    expect(text.output).toMatch(/reviews/);
    expect(text.output).toContain(`broken.graphql:${line}`);
    expect(text.output).toMatch(/fix:/);

    const json = await publish(broken, '--format', 'json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.output)).toMatchObject({
      error: { code: 'PUBLISH_REFUSED', fix: expect.any(String) },
    });

    await load.moreAnswers(50);
    const report = await load.stop();
    expect(report.failures).toEqual([]);
    expect((await ask(shared.graphqlUrl, NEW_FIELD_QUERY)).errors).toEqual([]);
  }, 60_000);
});
