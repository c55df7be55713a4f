import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ask } from '../support/kontor/ask.js';
import { type RunningCommand, kontor, root } from '../support/kontor/command.js';
import { recordedProcesses } from '../support/kontor/processes.js';
import { writeSmallConfig } from '../support/kontor/small-config.js';
import {
  type KontorPlace,
  beginKontor,
  choosePlace,
  kontorAt,
  startKontor,
  survivors,
} from '../support/kontor/start-kontor.js';
import { until } from '../support/kontor/until.js';

const TIMEOUT_MS = 90_000;

let folder: string;
let config: string;
/** One home for the tests that do not mind what an earlier one left: creating a database takes the longest. */
let usual: KontorPlace;
const begun: { command: RunningCommand; place: KontorPlace }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(process.env['KONTOR_E2E_FOLDER'] ?? '', 'lifecycle-'));
  // As root, PostgreSQL runs as another user and must get through.
  chmodSync(folder, 0o711);
  config = writeSmallConfig(folder);
  usual = await place('usual');
});

const place = (name: string): Promise<KontorPlace> => choosePlace(folder, name);

function begin(
  at: KontorPlace,
  options: { config?: string; env?: Record<string, string> } = {},
): RunningCommand {
  const command = beginKontor(at, { config, ...options });
  begun.push({ command, place: at });
  return command;
}

const isUp = (command: RunningCommand) => command.printed(/Kontor is up/, TIMEOUT_MS);

/** A test that fails half-way leaves nothing running either. */
afterEach(async () => {
  const pids: number[] = [];
  for (const { command, place: at } of begun.splice(0)) {
    pids.push(command.pid, ...recordedProcesses(at.home).map(({ pid }) => pid));
    command.kill('SIGTERM');
    await command.exited;
  }
  expect(await survivors(pids)).toEqual([]);
}, TIMEOUT_MS);

describe('kontor start', () => {
  it(
    'stops everything that it started on Ctrl-C, the database too, and starts again',
    async () => {
      const at = usual;
      const first = begin(at);
      await isUp(first);
      const pids = recordedProcesses(at.home).map(({ pid }) => pid);
      expect(pids.length).toBeGreaterThanOrEqual(5);
      first.kill('SIGINT');
      expect(await first.exited).toBe(0);
      expect(await survivors(pids)).toEqual([]);
      expect(existsSync(join(at.home, 'run/launcher.json'))).toBe(false);

      const startedAt = performance.now();
      const second = begin(at);
      await until('the first answer', () =>
        ask(`http://127.0.0.1:${at.gatewayPort}/graphql`, '{ products(first: 1) { totalCount } }').then(
          ({ errors }) => errors.length === 0,
          () => false,
        ),
      );
      process.stdout.write(
        `second start, first answer after ${(performance.now() - startedAt).toFixed(0)} ms\n`,
      );
      await isUp(second);
      expect(second.output()).toMatch(/publish storefront@current.+unchanged/);
    },
    TIMEOUT_MS,
  );

  it(
    'comes up although a team’s subgraph is not running, and says what the example is answered with',
    async () => {
      const at = await place('absent-team');
      const first = begin(at);
      await isUp(first);
      const schema = join(root, 'subgraphs/storefront/products/schema.graphql');
      // Port 9 (discard): nobody answers there.
      const published = await kontor(
        ['subgraph', 'publish', 'storefront@current', '--name', 'products', '--schema', schema].concat([
          '--routing-url',
          'http://127.0.0.1:9/graphql',
        ]),
        { env: kontorAt(at, first).env },
      );
      expect(published.code).toBe(0);
      first.kill('SIGINT');
      expect(await first.exited).toBe(0);

      const second = begin(at);
      await isUp(second);
      await second.printed(/The example is answered with an error: .+products/, TIMEOUT_MS);
      expect(second.output()).toMatch(/Left as their teams published them: products/);
      second.kill('SIGINT');
      expect(await second.exited).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'refuses a second start on the same home, and leaves the first alone',
    async () => {
      const at = usual;
      const first = begin(at);
      await isUp(first);
      const second = begin(at);
      expect(await second.exited).toBe(2);
      expect(second.output()).toMatch(/HOME_IN_USE.+pid \d+/);
      const { errors } = await ask(`http://127.0.0.1:${at.gatewayPort}/graphql`, '{ __typename }');
      expect(errors).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'recovers from a start that was killed half-way, whenever that was',
    async () => {
      const at = await place('killed');
      for (const moment of [/Creating the embedded database/, /✔ PostgreSQL/, /✔ migrations/, /✔ platform/]) {
        const command = begin(at);
        await command.printed(moment, TIMEOUT_MS);
        command.kill('SIGKILL');
        await command.exited;
        // Once there is data, that line does not come again.
        if (existsSync(join(at.home, 'postgres/data'))) continue;
      }
      await isUp(begin(at));
    },
    TIMEOUT_MS,
  );

  it(
    'makes new keys when those of the first start are nowhere: killed before they were written down, or deleted',
    async () => {
      const at = usual;
      const first = begin(at);
      await isUp(first);
      first.kill('SIGINT');
      expect(await first.exited).toBe(0);
      const credentials = join(at.home, 'credentials');
      const before = readFileSync(credentials, 'utf8');
      rmSync(credentials);
      await isUp(begin(at));
      expect(readFileSync(credentials, 'utf8')).not.toBe(before);
      expect(statSync(credentials).mode & 0o777).toBe(0o600);
      expect(existsSync(`${credentials}.reissue`)).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    'leaves no process behind when the launcher itself is killed',
    async () => {
      const at = usual;
      const command = begin(at);
      await isUp(command);
      const pids = recordedProcesses(at.home).map(({ pid }) => pid);
      command.kill('SIGKILL');
      expect(await survivors(pids, 20_000)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'takes over at once from a launcher that was killed',
    async () => {
      const at = usual;
      const killed = begin(at);
      await isUp(killed);
      const pids = recordedProcesses(at.home)
        .filter(({ name }) => name !== 'database')
        .map(({ pid }) => pid);
      killed.kill('SIGKILL');
      await killed.exited;
      await isUp(begin(at));
      expect(await survivors(pids, 0)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'never undoes what a team published',
    async () => {
      const at = usual;
      const kontor = await startKontor(at, { config });
      begun.push({ command: kontor.command, place: at });
      const { adminKey } = JSON.parse(readFileSync(join(at.home, 'credentials'), 'utf8')) as {
        adminKey: string;
      };
      const schema = readFileSync(
        join(import.meta.dirname, '../../subgraphs/storefront/products/schema.graphql'),
        'utf8',
      );
      const routingUrl = `http://localhost:${at.subgraphPortBase}/graphql`;
      const { errors } = await ask(
        `${kontor.platformUrl}/graphql`,
        'mutation ($input: PublishSubgraphInput!) { publishSubgraph(input: $input) { launch { status } } }',
        { input: { ref: 'storefront@current', name: 'products', sdl: schema, routingUrl } },
        { authorization: `Bearer ${adminKey}` },
      );
      expect(errors).toEqual([]);
      expect(await kontor.stop()).toBe(0);

      const again = begin(at);
      await isUp(again);
      expect(again.output()).toMatch(/Left as their teams published them: products/);
      const { data } = await ask(
        `${kontor.platformUrl}/graphql`,
        '{ variant(ref: "storefront@current") { subgraph(name: "products") { activeVersion { routingUrl } } } }',
        {},
        { authorization: `Bearer ${adminKey}` },
      );
      expect(data).toEqual({ variant: { subgraph: { activeVersion: { routingUrl } } } });
    },
    TIMEOUT_MS,
  );

  it(
    'gives up on a process that keeps failing, says so with the end of its log, and stops the rest',
    async () => {
      const failing = `  wishlists:
    schema: wishlists.graphql
    run: [node, -e, "console.error('no shelf'); process.exit(9)"]
    port: 4102
`;
      const at = usual;
      const failingConfig = writeSmallConfig(join(folder, 'failing-config'), failing);
      writeFileSync(join(folder, 'failing-config/wishlists.graphql'), 'type Query { wishlists: Int }');
      const command = begin(at, { config: failingConfig });
      expect(await command.exited).toBe(2);
      expect(command.output()).toMatch(/PROCESS_KEEPS_FAILING.+wishlists.+exit code 9/s);
      expect(command.output()).toMatch(/no shelf/);
    },
    TIMEOUT_MS,
  );

  it(
    'says which port is taken, by whom, and what changes it',
    async () => {
      const at = await place('port');
      const server = createServer();
      await new Promise<void>((done) => server.listen(at.gatewayPort, '127.0.0.1', done));
      try {
        const command = begin(at);
        expect(await command.exited).toBe(2);
        expect(command.output()).toMatch(new RegExp(`PORT_TAKEN: Port ${at.gatewayPort} \\(gateway\\)`));
        if (process.platform === 'linux') expect(command.output()).toContain(`pid ${process.pid}`);
        expect(command.output()).toMatch(/KONTOR_GATEWAY_PORT/);
      } finally {
        server.close();
      }
    },
    TIMEOUT_MS,
  );

  it(
    'says when KONTOR_HOME cannot be written',
    async () => {
      const file = join(folder, 'a-file');
      writeFileSync(file, '');
      const at = { ...(await place('unwritable')), home: join(file, 'home') };
      const command = begin(at);
      expect(await command.exited).toBe(2);
      expect(command.output()).toMatch(/HOME_NOT_WRITABLE/);
      expect(command.output()).toMatch(/fix:.+KONTOR_HOME/);
    },
    TIMEOUT_MS,
  );

  it(
    'refuses data of a newer PostgreSQL, and says what to do',
    async () => {
      const at = await place('major');
      const data = join(at.home, 'postgres/data');
      const command = begin(at);
      await command.printed(/✔ PostgreSQL/, TIMEOUT_MS);
      command.kill('SIGTERM');
      await command.exited;
      // Older data is moved: test/integration/database-upgrade.test.ts.
      writeFileSync(join(data, 'PG_VERSION'), '99\n');
      const second = begin(at);
      expect(await second.exited).toBe(2);
      expect(second.output()).toMatch(/DATABASE_DATA_OTHER_MAJOR/);
    },
    TIMEOUT_MS,
  );

  it(
    'names the line of kontor.yaml that is wrong',
    async () => {
      const broken = join(folder, 'broken');
      mkdirSync(broken);
      const path = join(broken, 'kontor.yaml');
      writeFileSync(path, readFileSync(config, 'utf8').replace('port: 4101', 'port: far'));
      const command = begin(await place('broken-config'), { config: path });
      expect(await command.exited).toBe(3);
      expect(command.output()).toMatch(/KONTOR_CONFIG_INVALID.+kontor\.yaml:7: subgraphs\.products\.port/);
    },
    TIMEOUT_MS,
  );
});

describe('kontor doctor', () => {
  it(
    'says that nothing runs, with exit code 1',
    async () => {
      const at = usual;
      const kontor = kontorAt(at, begin(at));
      await kontor.command.printed(/✔ migrations/, TIMEOUT_MS);
      await kontor.stop();
      const { kontor: run } = await import('../support/kontor/command.js');
      const { code, output } = await run(['doctor', '--config', config], { env: kontor.env });
      expect(code).toBe(1);
      expect(output).toMatch(/Nothing runs on this KONTOR_HOME/);
    },
    TIMEOUT_MS,
  );
});
