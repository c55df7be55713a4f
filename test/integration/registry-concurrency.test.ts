import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TestDatabase } from '@kontor/testkit';
import { Client } from 'pg';
import {
  acme,
  askGraphQL,
  brokenSdl,
  createGraph,
  PUBLISH,
  registryDatabase,
  sdlOf,
  signingKey,
  startRegistry,
  until,
  type Answer,
  type RunningRegistry,
} from './registry-harness.js';

// Dozens of compositions, one after the other, on a machine that may have others to do.
jest.setTimeout(60_000);

let database: TestDatabase;
let registries: RunningRegistry[];

beforeAll(async () => {
  database = await registryDatabase();
  registries = [
    await startRegistry({ databaseUrl: database.url }),
    await startRegistry({ databaseUrl: database.url }),
  ];
});
afterAll(async () => {
  await Promise.all(registries?.map((registry) => registry.stop()) ?? []);
  await database?.drop();
});

const routingUrl = 'http://127.0.0.1:9/graphql';
const one = (): RunningRegistry => registries[0] as RunningRegistry;

const HISTORY = `query ($ref: String!) {
  variant(ref: $ref) {
    currentLaunch { sequence }
    supergraph { sdl }
    subgraphs(first: 100) { totalCount edges { node { name } } }
    launches(first: 100) { totalCount edges { node { sequence status subgraphName version { id } } } }
  }
}`;

interface LaunchNode {
  sequence: number;
  status: string;
  subgraphName: string;
  version: { id: string };
}

async function history(ref: string) {
  const { data } = await one().ask(HISTORY, { ref });
  const launches = data.variant.launches.edges.map(({ node }: { node: LaunchNode }) => node) as LaunchNode[];
  return { ...data.variant, launches: launches.toReversed() };
}

const launchesOf = (answers: Answer[]): LaunchNode[] =>
  answers.map(({ data, errors }) => {
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return data.publishSubgraph.launch as LaunchNode;
  });

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('publishes at once', () => {
  it('of different subgraphs to one registry: each gets its own launch, none is lost, the last supergraph has all', async () => {
    await createGraph(one(), 'busy');
    const names = numbers(20).map((number) => `s${number}`);
    const answers = await Promise.all(
      names.map((name) => one().publish({ ref: 'busy', name, sdl: sdlOf(name), routingUrl })),
    );
    const launches = launchesOf(answers);
    expect(launches.map(({ status }) => status)).toEqual(Array(20).fill('COMPLETED'));
    expect(launches.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(numbers(20));
    const after = await history('busy');
    expect(after.launches.map(({ sequence }: LaunchNode) => sequence)).toEqual(numbers(20));
    expect(after.currentLaunch.sequence).toBe(20);
    expect(after.subgraphs.totalCount).toBe(20);
    for (const name of names) expect(after.supergraph.sdl).toContain(`type Of_${name}`);
  });

  it('of different subgraphs to two registries on one database: the same', async () => {
    await createGraph(one(), 'shared');
    const names = numbers(20).map((number) => `s${number}`);
    const answers = await Promise.all(
      names.map((name, index) =>
        (registries[index % 2] as RunningRegistry).publish({
          ref: 'shared',
          name,
          sdl: sdlOf(name),
          routingUrl,
        }),
      ),
    );
    const launches = launchesOf(answers);
    expect(new Set(launches.map(({ status }) => status))).toEqual(new Set(['COMPLETED']));
    expect(launches.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(numbers(20));
    const after = await history('shared');
    expect(after.currentLaunch.sequence).toBe(20);
    for (const name of names) expect(after.supergraph.sdl).toContain(`type Of_${name}`);
  });

  it('of good, bad and unchanged schemas of one subgraph to two registries: numbers without gaps, last one active', async () => {
    await createGraph(one(), 'mixed');
    await one().publish({ ref: 'mixed', name: 'base', sdl: sdlOf('base'), routingUrl });
    const sdls = numbers(12).map((number) =>
      number % 3 === 0
        ? brokenSdl(`n${number}`)
        : number % 3 === 1
          ? sdlOf('same')
          : sdlOf('same', `f${number}: Int`),
    );
    const answers = await Promise.all(
      sdls.map((sdl, index) =>
        (registries[index % 2] as RunningRegistry).publish({
          ref: 'mixed',
          name: 'contended',
          sdl,
          routingUrl,
        }),
      ),
    );
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    const after = await history('mixed');
    const recorded = after.launches as LaunchNode[];
    expect(recorded.map(({ sequence }) => sequence)).toEqual(numbers(recorded.length));
    const changed = answers.filter(({ data }) => data.publishSubgraph.changed);
    expect(recorded).toHaveLength(1 + changed.length);
    expect(recorded.filter(({ status }) => status === 'REFUSED')).toHaveLength(4);
    const completed = recorded.filter(({ status }) => status === 'COMPLETED');
    expect(after.currentLaunch.sequence).toBe(completed.at(-1)?.sequence);
    const { data } = await one().ask(
      `{ variant(ref: "mixed") { subgraph(name: "contended") { activeVersion { id } } } }`,
    );
    expect(data.variant.subgraph.activeVersion.id).toBe(completed.at(-1)?.version.id);
  });
});

describe('a registry that is killed between the record and the pointer', () => {
  let child: ChildProcess | undefined;
  let admin: Client;
  beforeAll(async () => {
    admin = new Client({ connectionString: database.url });
    await admin.connect();
  });
  afterEach(() => void child?.kill('SIGKILL'));
  afterAll(() => admin?.end());

  const pendingCount = async () => {
    const { rows } = await admin.query<{ count: number }>(
      `select count(*)::int as count from launches where status = 'PENDING'`,
    );
    return rows[0]?.count;
  };

  it('is made good by the next one: the launch completes, and nothing is published twice', async () => {
    const started = await startProcess(database.url);
    child = started.child;
    await createGraph(one(), 'crashed');
    // The registries of this test would take up the launch themselves, and that is what is tested below.
    await Promise.all(registries.map((registry) => registry.stop()));
    registries = [];

    // Whoever moves the pointer waits for ever: the process dies in that very step.
    await admin.query(`
      create function hang() returns trigger language plpgsql as $$ begin perform pg_sleep(3600); return new; end $$;
      create trigger hang before update of current_launch_id on variants for each row execute function hang();`);
    const input = { ref: 'crashed', name: 'a', sdl: sdlOf('a'), routingUrl };
    const lost = askGraphQL(started.url, PUBLISH, { input }, acme).then(
      () => 'answered',
      () => 'lost',
    );
    await until('the launch to be recorded', async () => (await pendingCount()) === 1);
    await until('the runner to hang', async () => {
      const { rowCount } = await admin.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
      );
      return rowCount === 1;
    });
    child.kill('SIGKILL');
    expect(await lost).toBe('lost');
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await admin.query('drop trigger hang on variants');
    await admin.query('drop function hang()');
    expect(await pendingCount()).toBe(1);

    registries = [await startRegistry({ databaseUrl: database.url })];
    await until('the launch to be completed', async () => (await pendingCount()) === 0);
    const after = await history('crashed');
    expect(after.launches).toMatchObject([{ sequence: 1, status: 'COMPLETED', subgraphName: 'a' }]);
    expect(after.currentLaunch).toEqual({ sequence: 1 });
    expect(after.supergraph.sdl).toContain('type Of_a');
    // The publisher, who got no answer, tries again.
    expect((await one().publish(input)).data.publishSubgraph).toMatchObject({
      changed: false,
      launch: { sequence: 1, status: 'COMPLETED' },
    });
  });

  it('does not hold up who publishes next: that completes the launch before it too, in order', async () => {
    await createGraph(one(), 'resumed');
    await one().publish({ ref: 'resumed', name: 'a', sdl: sdlOf('a'), routingUrl });
    await one().publish({ ref: 'resumed', name: 'b', sdl: sdlOf('b'), routingUrl });
    // As the database stands after a crash before the pointer moved to the second launch.
    await admin.query(`
      update variants set current_launch_id = (select id from launches l where l.variant_id = variants.id and sequence = 1)
        where graph_id = (select id from graphs where name = 'resumed');
      update launches set status = 'PENDING', completed_at = null
        where sequence = 2 and variant_id in (select v.id from variants v join graphs g on g.id = v.graph_id where g.name = 'resumed');`);
    const { data } = await one().publish({ ref: 'resumed', name: 'c', sdl: sdlOf('c'), routingUrl });
    expect(data.publishSubgraph.launch).toMatchObject({ sequence: 3, status: 'COMPLETED' });
    const after = await history('resumed');
    expect(after.launches.map(({ status }: LaunchNode) => status)).toEqual([
      'COMPLETED',
      'COMPLETED',
      'COMPLETED',
    ]);
    expect(after.currentLaunch.sequence).toBe(3);
  });

  it('leaves a launch to complete that a repeated publish waits for', async () => {
    const input = { ref: 'repeated', name: 'a', sdl: sdlOf('a'), routingUrl };
    await createGraph(one(), 'repeated');
    await one().publish(input);
    await admin.query(`
      update variants set current_launch_id = null where graph_id = (select id from graphs where name = 'repeated');
      update launches set status = 'PENDING', completed_at = null
        where variant_id in (select v.id from variants v join graphs g on g.id = v.graph_id where g.name = 'repeated');`);
    expect((await one().publish(input)).data.publishSubgraph).toMatchObject({
      changed: false,
      launch: { status: 'COMPLETED' },
    });
    expect((await history('repeated')).currentLaunch.sequence).toBe(1);
  });
});

/** The registry as `main.ts` runs it alone. */
async function startProcess(databaseUrl: string): Promise<{ child: ChildProcess; url: string }> {
  const entry = createRequire(import.meta.url).resolve('@kontor/registry');
  const child = spawn(process.execPath, [join(dirname(entry), 'main.js')], {
    env: {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'info',
      PLATFORM_REGISTRY_DATABASE_URL: databaseUrl,
      KONTOR_ACTOR_SIGNING_KEY: signingKey.toString('base64url'),
      KONTOR_IDENTITY_URL: 'http://127.0.0.1:1/identity',
      NODE_OPTIONS: '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the registry ended with ${code}`);
  });
  // It is killed in the end; only an end before it is ready is news.
  exited.catch(() => undefined);
  const ready = (async () => {
    for await (const line of lines) {
      const entry = JSON.parse(line) as { msg: string; url: string };
      if (entry.msg === 'registry is ready') return entry.url;
    }
    throw new Error('the registry never got ready');
  })();
  const url = await Promise.race([ready, exited]);
  child.stdout?.resume();
  return { child, url };
}
