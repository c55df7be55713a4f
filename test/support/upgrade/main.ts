/**
 * `npm run test:upgrade -- --from COMMIT`: from an earlier version to this one, on its data, while clients ask.
 *
 * The earlier version is checked out and built beside this one (default: the last release, else the commit before), or
 * `--built FOLDER` names a clone where that was done. It makes a home with data, keys and a publish, then runs as a deployment does: platform, subgraph and gateway as
 * processes of their own. They are replaced in the order of gateway/README.md, "Upgrade". Exit code 1 when a request
 * failed or something is missing afterwards. `--record FILE` keeps the earlier version's data for
 * test/integration/upgrade-recorded.test.ts.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchEmbeddedPostgres } from '@kontor/database';
import { ask } from '../kontor/ask.js';
import { kontor, kontorBin, root, runCommand, type RunningCommand } from '../kontor/command.js';
import { writeSmallConfig } from '../kontor/small-config.js';
import { choosePlace, startKontor, type KontorPlace } from '../kontor/start-kontor.js';
import { until } from '../kontor/until.js';
import { startBalancedLoad, type BalancedLoad } from './balanced-load.js';
import { chooseCommit, setUpOldVersion, useBuilt, type OldVersion } from './old-version.js';
import { record } from './recording.js';

const { values } = parseArgs({
  options: { from: { type: 'string' }, built: { type: 'string' }, record: { type: 'string' } },
});
const CLIENTS = 4;
const ANSWERS_BETWEEN_STEPS = 50;
const GRAPH = 'storefront@current';
const QUERY = '{ products(first: 2) { totalCount edges { node { id name } } } }';
const READY_TIMEOUT_MS = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'kontor-upgrade-'));
const running = new Set<RunningCommand>();

async function main(): Promise<void> {
  chmodSync(folder, 0o711);
  let old: OldVersion | undefined;
  try {
    old = values.built ? useBuilt(values.built) : await setUpOldVersion(chooseCommit(values.from), folder);
    say(`from ${old.commit.slice(0, 7)}, which is built, to what is here`);
    await upgrade(old, await choosePlace(folder, 'home'));
  } finally {
    for (const command of running) command.kill('SIGKILL');
    await Promise.all([...running].map(({ exited }) => exited));
    old?.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function upgrade(from: OldVersion, place: KontorPlace): Promise<void> {
  const before = await makeData(from, place);
  say(`it made its data: ${before.products} products, ${before.versions} versions`);

  const server = await launchEmbeddedPostgres({ home: place.home });
  const load = startBalancedLoad(QUERY, CLIENTS);
  try {
    await runOld(from, place, load);
    await load.moreAnswers(ANSWERS_BETWEEN_STEPS);
    await replaceAll(place, load);
    await load.moreAnswers(ANSWERS_BETWEEN_STEPS);
    const { answered, failures, answeredBy } = await load.stop();
    say(`${answered} requests, ${failures.length} failed; ${JSON.stringify(answeredBy)}`);
    for (const failure of failures.slice(0, 5)) say(`  ${failure}`);
    const after = await look(place);
    say(`afterwards: ${after.products} products, ${after.versions} versions, asked with the key of before`);
    if (failures.length > 0 || after.products !== before.products || after.versions < before.versions)
      process.exitCode = 1;
    for (const command of running) await end(command);
  } finally {
    await load.stop();
    await server.stop();
  }
  await startWhole(place, before);
}

interface Facts {
  products: number;
  versions: number;
}

/** A first start of the earlier version, with sample data and a team's publish. */
async function makeData(from: OldVersion, place: KontorPlace): Promise<Facts> {
  const config = writeConfig(from.folder, join(folder, 'old'));
  const started = await startKontor(place, { config, cwd: from.folder, bin: from.bin });
  const schema = join(folder, 'team.graphql');
  writeFileSync(schema, 'type Query {\n  "Of a team."\n  team: Int\n}\n');
  await publish(place, 'team', schema, 'http://127.0.0.1:9/graphql', 'adminKey', from.bin);
  const facts = await look(place);
  if (values.record) await record(place.home, from.commit, values.record);
  await started.stop();
  return facts;
}

const writeConfig = (clone: string, to: string): string =>
  writeSmallConfig(to, '    env: { KONTOR_SEED: storefront }', clone);

interface Ports {
  oldGateway: number;
  newGateway: number;
  oldProducts: number;
  newProducts: number;
}
const portsOf = ({ gatewayPort, subgraphPortBase }: KontorPlace): Ports => ({
  oldGateway: gatewayPort,
  newGateway: subgraphPortBase + 6,
  oldProducts: subgraphPortBase,
  newProducts: subgraphPortBase + 5,
});

let oldPlatform: RunningCommand;
let oldProducts: RunningCommand;
let oldGateway: RunningCommand;

async function runOld(
  { folder: clone, bin }: OldVersion,
  place: KontorPlace,
  load: BalancedLoad,
): Promise<void> {
  const ports = portsOf(place);
  oldPlatform = platform(place, bin);
  oldProducts = products(place, clone, ports.oldProducts);
  await ready('the old platform', place.platformPort);
  await ready('the old products', ports.oldProducts);
  oldGateway = gateway(place, bin, ports.oldGateway);
  await ready('the old gateway', ports.oldGateway);
  load.add(urlOf(ports.oldGateway));
  say('platform, subgraph and gateway of the earlier version run, and clients ask');
}

/** The procedure of gateway/README.md, "Upgrade". */
async function replaceAll(place: KontorPlace, load: BalancedLoad): Promise<void> {
  const ports = portsOf(place);

  const migrator = run([
    'test/support/kontor/migrate-products.mjs',
    place.home,
    join(root, 'prisma/storefront/products/migrations'),
  ]);
  if ((await migrator.exited) !== 0) throw new Error(migrator.output());
  await load.moreAnswers(ANSWERS_BETWEEN_STEPS);
  say('1. the databases are migrated, under the old processes');

  gateway(place, kontorBin, ports.newGateway);
  await ready('the new gateway', ports.newGateway);
  load.add(urlOf(ports.newGateway));
  await load.moreAnswers(ANSWERS_BETWEEN_STEPS);
  await end(oldGateway);
  await load.moreAnswers(ANSWERS_BETWEEN_STEPS);
  say('2. the new gateway has joined, the old one has drained');

  products(place, root, ports.newProducts);
  await ready('the new products', ports.newProducts);
  const schema = join(root, 'subgraphs/storefront/products/schema.graphql');
  const hash = await servedHash(ports.newGateway);
  await publish(place, 'products', schema, `${urlOf(ports.newProducts)}/graphql`, 'launcherKey', kontorBin);
  await until('the new supergraph is served', async () => (await servedHash(ports.newGateway)) !== hash);
  await end(oldProducts);
  await load.moreAnswers(ANSWERS_BETWEEN_STEPS);
  say('3. the new subgraph is published, the old one has drained');

  await end(oldPlatform);
  await load.moreAnswers(ANSWERS_BETWEEN_STEPS);
  platform(place, kontorBin);
  await ready('the new platform', place.platformPort);
  await until(
    'the gateway is in touch',
    async () => (await source(ports.newGateway)) === 'connected',
    60_000,
  );
  say('4. the platform is replaced, the gateway is in touch with it again');
}

/** What is there, asked with a key that the earlier version made. */
async function look(place: KontorPlace): Promise<Facts> {
  const versions = await ask(
    `${urlOf(place.platformPort)}/graphql`,
    `{ variant(ref: "${GRAPH}") { launches(first: 100) { totalCount } } }`,
    {},
    { authorization: `Bearer ${keyOf(place, 'adminKey')}` },
  );
  const ports = portsOf(place);
  const alive = (await isReady(ports.newGateway)) ? ports.newGateway : ports.oldGateway;
  const answer = await ask(`${urlOf(alive)}/graphql`, QUERY);
  if (versions.errors.length > 0 || answer.errors.length > 0)
    throw new Error(JSON.stringify([versions.errors, answer.errors]));
  return {
    products: (answer.data as { products: { totalCount: number } }).products.totalCount,
    versions: (versions.data as { variant: { launches: { totalCount: number } } }).variant.launches
      .totalCount,
  };
}

/** And where `kontor start` runs everything: stop, start the new version, all is there. */
async function startWhole(place: KontorPlace, before: Facts): Promise<void> {
  const started = await startKontor(place, { config: writeConfig(root, join(folder, 'new')) });
  const { products: count, versions } = await look(place);
  const whoami = await kontor(['whoami', '--format', 'json'], { env: started.env });
  await started.stop();
  const whole = count === before.products && versions >= before.versions && whoami.code === 0;
  say(
    `\`kontor start\` of the new version on the same home: ${whole ? 'all is there' : 'SOMETHING IS MISSING'}`,
  );
  if (!whole) process.exitCode = 1;
}

const platform = (place: KontorPlace, bin: string): RunningCommand =>
  run([bin, 'platform', '--port', String(place.platformPort)], place);
const gateway = (place: KontorPlace, bin: string, port: number): RunningCommand =>
  run([bin, 'gateway', '--graph', GRAPH, '--port', String(port)], place);
const products = (place: KontorPlace, clone: string, port: number): RunningCommand =>
  run([join(clone, 'subgraphs/storefront/products/dist/main.js')], place, { PORT: String(port) });

function run(
  args: readonly string[],
  place?: KontorPlace,
  more: Record<string, string> = {},
): RunningCommand {
  const command = runCommand(args, {
    env: {
      ...(place && { KONTOR_HOME: place.home, KONTOR_PLATFORM_URL: urlOf(place.platformPort) }),
      LOG_LEVEL: 'warn',
      ...more,
    },
  });
  running.add(command);
  void command.exited.then(() => running.delete(command));
  return command;
}

async function end(command: RunningCommand): Promise<void> {
  command.kill('SIGTERM');
  const code = await command.exited;
  if (code !== 0) throw new Error(`it ended with ${code}:\n${command.output().slice(-2_000)}`);
}

async function publish(
  place: KontorPlace,
  name: string,
  schema: string,
  routingUrl: string,
  key: 'adminKey' | 'launcherKey',
  bin: string,
): Promise<void> {
  const args = [
    'subgraph',
    'publish',
    GRAPH,
    '--name',
    name,
    '--schema',
    schema,
    '--routing-url',
    routingUrl,
  ];
  const command = run([bin, ...args], place, { KONTOR_API_KEY: keyOf(place, key) });
  if ((await command.exited) !== 0) throw new Error(command.output());
}

const keyOf = ({ home }: KontorPlace, key: 'adminKey' | 'launcherKey'): string =>
  (JSON.parse(readFileSync(join(home, 'credentials'), 'utf8')) as Record<typeof key, string>)[key];

const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

interface Health {
  details?: { supergraphHash?: string | null; source?: { kind: string } };
}
async function health(port: number): Promise<{ ok: boolean; body: Health }> {
  try {
    const response = await fetch(`${urlOf(port)}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    return { ok: response.ok, body: (await response.json()) as Health };
  } catch {
    return { ok: false, body: {} };
  }
}
const isReady = async (port: number): Promise<boolean> => (await health(port)).ok;
const ready = (what: string, port: number) =>
  until(`${what} is ready`, () => isReady(port), READY_TIMEOUT_MS);
const servedHash = async (port: number) => (await health(port)).body.details?.supergraphHash;
const source = async (port: number) => (await health(port)).body.details?.source?.kind;

function say(text: string): void {
  console.log(text);
}

await main();
