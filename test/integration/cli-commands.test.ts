import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RunningPlatform } from '@kontor/platform';
import { COMMANDS } from '../../cli/src/commands/index.js';
import { fakeIo } from '../../cli/src/io.fake.js';
import { runCli } from '../../cli/src/run-cli.js';
import { createGround, eventually, type Ground, startOn } from './platform-harness.js';

jest.setTimeout(60_000);

let ground: Ground;
let platform: RunningPlatform;
let cwd: string;
beforeAll(async () => {
  ground = await createGround();
  platform = await startOn(ground);
  cwd = await mkdtemp(join(tmpdir(), 'kontor-cli-'));
  await writeFile(join(cwd, 'products.graphql'), PRODUCTS);
  await writeFile(join(cwd, 'reviews.graphql'), REVIEWS);
  await writeFile(
    join(cwd, 'broken.graphql'),
    REVIEWS.replace('Product @key(fields: "id")', 'Product @key(fields: "sku")'),
  );
});
afterAll(async () => {
  await platform.close();
  await ground.remove();
  await rm(cwd, { recursive: true, force: true });
});

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const PRODUCTS = `${LINK}type Query {\n  products: [Product!]!\n}\n\ntype Product @key(fields: "id") {\n  id: ID!\n  name: String!\n}\n`;
const REVIEWS = `${LINK}type Review {\n  body: String!\n}\n\ntype Product @key(fields: "id") {\n  id: ID!\n  reviews: [Review!]!\n}\n`;

interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}
async function kontor(
  argv: string[],
  more: { stdin?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  const env = { KONTOR_HOME: ground.home, KONTOR_PLATFORM_URL: platform.url, ...more.env };
  const io = fakeIo({ cwd, ...more, env });
  const exitCode = await runCli(argv, io);
  return { exitCode, ...io.printed };
}
/** Runs with --format json and returns the envelope; what is missing in `data` fails where it is read. */
async function json(argv: string[], more: Parameters<typeof kontor>[1] = {}) {
  const { exitCode, stdout, stderr } = await kontor([...argv, '--format', 'json'], more);
  expect(stderr).toBe('');
  const envelope = JSON.parse(stdout) as {
    json_version: string;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    data: any;
    error: { code: string; fix: string } | null;
  };
  expect(Object.keys(envelope)).toEqual(['json_version', 'data', 'error']);
  expect(envelope.error === null).toBe(exitCode === 0);
  return { exitCode, ...envelope };
}

describe('from a graph to its supergraph', () => {
  it('creates a graph, once, and not on a dry run', async () => {
    expect(await json(['graph', 'create', 'shop', '--dry-run'])).toMatchObject({
      exitCode: 0,
      data: { ref: 'shop@current', dryRun: true },
    });
    expect((await json(['graph', 'list'])).data.graphs.map(({ name }: { name: string }) => name)).toEqual([
      'kontor',
    ]);
    expect((await json(['graph', 'create', 'shop'])).data.created).toBe(true);
    expect((await json(['graph', 'create', 'shop'])).data.created).toBe(false);
    expect((await json(['graph', 'create', 'shop@staging'])).data).toMatchObject({
      ref: 'shop@staging',
      created: true,
    });
    expect((await kontor(['graph', 'list'])).stdout).toMatch(/shop@staging +0 +- +nothing published/);
  });

  it.each([[[]], [['--dry-run']], [['--check']]])(
    'wants a usable routing URL for the first publish, with %j too',
    async (flags) => {
      const argv = ['subgraph', 'publish', 'shop', '--name', 'products', '--schema', 'products.graphql'];
      expect(await json([...argv, ...flags])).toMatchObject({
        exitCode: 3,
        data: null,
        error: { code: 'ROUTING_URL_REQUIRED' },
      });
      expect(await json([...argv, ...flags, '--routing-url', 'ftp://products'])).toMatchObject({
        exitCode: 3,
        data: null,
        error: { code: 'ROUTING_URL_INVALID' },
      });
    },
  );

  it('publishes, with the context of git', async () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd, stdio: 'pipe' });
    git('init', '--quiet', '--initial-branch', 'trunk');
    git('remote', 'add', 'origin', 'https://token@example.com/shop.git');
    git(
      '-c',
      'user.name=Ada',
      '-c',
      'user.email=ada@example.com',
      'commit',
      '--quiet',
      '--allow-empty',
      '--message',
      'Sell products',
    );
    const argv = [
      'subgraph',
      'publish',
      'shop',
      '--name',
      'products',
      '--schema',
      'products.graphql',
      '--routing-url',
      'http://products/graphql',
    ];
    const published = await json(argv, { env: { APOLLO_VCS_AUTHOR: 'from CI' } });
    expect(published).toMatchObject({
      exitCode: 0,
      data: { changed: true, launch: { status: 'COMPLETED', sequence: 1 } },
    });
    const shown = await json(['launch', 'show', published.data.launch.id]);
    expect(shown.data.version.gitContext).toMatchObject({
      branch: 'trunk',
      author: 'from CI',
      message: 'Sell products',
      remoteUrl: 'https://example.com/shop.git',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(await json(argv)).toMatchObject({ exitCode: 0, data: { changed: false } });
    expect((await kontor(argv)).stdout).toContain('nothing was recorded');
  });

  it('takes a schema from standard input, and from several files', async () => {
    const argv = (schema: string) => [
      'subgraph',
      'publish',
      'shop',
      '--name',
      'reviews',
      '--schema',
      schema,
      '--routing-url',
      'http://reviews/graphql',
    ];
    expect(await json(argv('-'), { stdin: REVIEWS })).toMatchObject({ exitCode: 0, data: { changed: true } });
    expect(await json(argv('revi*.graphql'))).toMatchObject({ exitCode: 0, data: { changed: false } });
  });

  it('shows what is live', async () => {
    const listed = await kontor(['subgraph', 'list', 'shop']);
    expect(listed.stdout).toMatch(
      /^SUBGRAPH +ROUTING URL[^\n]*\nproducts +http:\/\/products\/graphql[^\n]*\nreviews +http:\/\/reviews\/graphql/,
    );
    expect((await kontor(['subgraph', 'fetch', 'shop', '--name', 'reviews'])).stdout.trim()).toBe(
      REVIEWS.trim(),
    );
    expect((await kontor(['supergraph', 'fetch', 'shop', '--api'])).stdout).toContain('reviews: [Review!]!');
    expect(await kontor(['supergraph', 'fetch', 'shop', '--output', 'supergraph.graphql'])).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    expect(await readFile(join(cwd, 'supergraph.graphql'), 'utf8')).toContain('join__Graph');
  });
});

describe('a schema that does not compose', () => {
  const argv = ['shop', '--name', 'reviews', '--schema', 'broken.graphql'];

  it('is refused by a check and by a dry run, with place and advice, and nothing is recorded', async () => {
    const before = (await json(['launch', 'list', 'shop'])).data.totalCount as number;
    for (const words of [['check'], ['publish', '--dry-run'], ['publish', '--check']]) {
      const [verb = '', ...flags] = words;
      const answer = await json(['subgraph', verb, ...argv, ...flags]);
      expect(answer).toMatchObject({ exitCode: 1, error: { code: 'CHECK_FAILED' }, data: { passed: false } });
      expect(answer.data.problems[0]).toMatchObject({
        code: 'KEY_INVALID_FIELDS',
        locations: expect.arrayContaining([
          expect.objectContaining({ subgraph: 'reviews', line: 6 }),
        ]) as unknown,
      });
    }
    expect((await json(['launch', 'list', 'shop'])).data.totalCount).toBe(before);
  });

  it('is refused by a publish, which is recorded and changes nothing for clients', async () => {
    const hash = (await json(['supergraph', 'fetch', 'shop'])).data.hash as string;
    const text = await kontor(['subgraph', 'publish', ...argv]);
    expect(text).toMatchObject({ exitCode: 1, stderr: '' });
    expect(text.stdout).toContain('reviews was refused by shop@current');
    expect(text.stdout).toContain('Nothing changed for clients.');
    expect(text.stdout).toMatch(/KEY_INVALID_FIELDS .*\n {2}in reviews, Product {2}broken\.graphql:6:\d+/);
    expect(text.stdout).toContain('> 6 │ type Product @key(fields: "sku") {');
    expect(text.stdout).toMatch(/\n {2}fix: \w/);
    expect((await json(['supergraph', 'fetch', 'shop'])).data.hash).toBe(hash);
    const [launch] = (await json(['launch', 'list', 'shop', '--limit', '1'])).data.launches as {
      id: string;
      status: string;
    }[];
    expect(launch?.status).toBe('REFUSED');
    const shown = await kontor(['launch', 'show', launch?.id ?? '']);
    expect(shown).toMatchObject({ exitCode: 0 });
    expect(shown.stdout).toContain('> 6 │ type Product @key(fields: "sku") {');
  });
});

describe('taking away', () => {
  it('asks first, and does not guess where nobody can answer', async () => {
    const argv = ['subgraph', 'delete', 'shop', '--name', 'reviews'];
    expect(await json(argv)).toMatchObject({ exitCode: 3, error: { code: 'CONFIRMATION_REQUIRED' } });
    expect(await json([...argv, '--dry-run'])).toMatchObject({
      exitCode: 0,
      data: { passed: true, launch: null },
    });
    expect((await json(['subgraph', 'list', 'shop'])).data.totalCount).toBe(2);
    expect(await json([...argv, '--yes'])).toMatchObject({
      exitCode: 0,
      data: { launch: { status: 'COMPLETED' } },
    });
    expect((await json(['subgraph', 'list', 'shop'])).data.totalCount).toBe(1);
    expect(await json([...argv, '--yes'])).toMatchObject({
      exitCode: 2,
      error: { code: 'SUBGRAPH_NOT_FOUND' },
    });
  });
});

describe('API keys', () => {
  it('are made into a private file, used from it, and stop after they are revoked', async () => {
    const made = await kontor([
      'api-key',
      'create',
      '--name',
      'ci',
      '--role',
      'viewer',
      '--graph',
      'shop',
      '--output',
      'made.json',
      '--format',
      'json',
    ]);
    expect(made).toMatchObject({ exitCode: 0, stdout: '' });
    expect((await stat(join(cwd, 'made.json'))).mode & 0o777).toBe(0o600);
    const { data } = JSON.parse(await readFile(join(cwd, 'made.json'), 'utf8')) as {
      data: { secret: string; apiKey: { id: string } };
    };
    await writeFile(join(cwd, 'ci.key'), data.secret);
    const asCi = (argv: string[]) => json([...argv, '--api-key-file', 'ci.key']);
    expect((await asCi(['whoami'])).data).toMatchObject({ apiKey: { name: 'ci', graphs: ['shop'] } });
    expect(
      await asCi([
        'subgraph',
        'publish',
        'shop',
        '--name',
        'x',
        '--schema',
        'products.graphql',
        '--routing-url',
        'http://x',
      ]),
    ).toMatchObject({ exitCode: 2, error: { code: 'PERMISSION_DENIED' } });

    expect(await json(['api-key', 'revoke', data.apiKey.id])).toMatchObject({
      exitCode: 3,
      error: { code: 'CONFIRMATION_REQUIRED' },
    });
    expect(await json(['api-key', 'revoke', data.apiKey.id, '--dry-run'])).toMatchObject({ exitCode: 0 });
    expect((await asCi(['whoami'])).exitCode).toBe(0);
    expect(await json(['api-key', 'revoke', data.apiKey.id, '--yes'])).toMatchObject({
      exitCode: 0,
      data: { apiKey: { revokedAt: expect.any(String) as unknown } },
    });
    const refused = await eventually(async () => {
      const answer = await asCi(['whoami']);
      return answer.exitCode !== 0 && answer;
    });
    expect(refused).toMatchObject({ exitCode: 2, error: { code: 'KEY_INVALID' } });
    const ids = async (...flags: string[]) =>
      (await json(['api-key', 'list', ...flags])).data.apiKeys.map(
        ({ id }: { id: string }) => id,
      ) as string[];
    expect(await ids()).not.toContain(data.apiKey.id);
    expect(await ids('--all')).toContain(data.apiKey.id);
  });

  it('are never accepted as their own secret where an id is meant', async () => {
    const { adminKey } = await ground.credentials();
    const answer = await kontor(['api-key', 'revoke', adminKey, '--yes']);
    expect(answer.exitCode).toBe(3);
    expect(answer.stderr).not.toContain(adminKey);
  });

  it('are not made when their secret could not be written down', async () => {
    const argv = ['api-key', 'create', '--name', 'lost', '--role', 'viewer', '--output', 'no/such/folder'];
    expect(await json(argv)).toMatchObject({ exitCode: 2, error: { code: 'OUTPUT_NOT_WRITABLE' } });
    const names = (await json(['api-key', 'list'])).data.apiKeys.map(({ name }: { name: string }) => name);
    expect(names).not.toContain('lost');
  });

  it('need something to be allowed', async () => {
    expect(await json(['api-key', 'create', '--name', 'x'])).toMatchObject({
      exitCode: 3,
      error: { code: 'USAGE_INVALID' },
    });
    expect(await json(['api-key', 'create', '--name', 'x', '--permission', 'world:rule'])).toMatchObject({
      exitCode: 3,
    });
  });
});

describe('the audit log', () => {
  const entries = async (...flags: string[]) =>
    (await json(['audit', 'list', ...flags])).data.entries as {
      action: string;
      targetName: string;
      occurredAt: string;
    }[];

  it('lists both logs of the platform as one, newest first', async () => {
    const all = await entries('--limit', '1000');
    const actions = new Set(all.map(({ action }) => action));
    for (const action of ['organisation.create', 'api-key.revoke', 'graph.create', 'subgraph.publish'])
      expect(actions).toContain(action);
    const times = all.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual(times.toSorted().reverse());
    expect(await entries('--limit', '3')).toEqual(all.slice(0, 3));
  });

  it('is narrowed down', async () => {
    expect(new Set((await entries('--action', 'api-key')).map(({ action }) => action))).toEqual(
      new Set(['api-key.create', 'api-key.revoke']),
    );
    expect((await entries('--graph', 'shop')).every(({ targetName }) => targetName.startsWith('shop'))).toBe(
      true,
    );
    expect(await entries('--actor', 'nobody')).toEqual([]);
    expect(await entries('--since', '2999-01-01T00:00:00Z')).toEqual([]);
  });

  it('says what is wrong with a wish', async () => {
    expect(await json(['audit', 'list', '--action', 'steal'])).toMatchObject({
      exitCode: 3,
      error: { code: 'USAGE_INVALID' },
    });
    expect(await json(['audit', 'list', '--since', 'yesterday'])).toMatchObject({
      error: { code: 'INPUT_INVALID' },
    });
    expect(await json(['audit', 'list', '--organisation', 'nosuch'])).toMatchObject({ exitCode: 2 });
  });

  it('reads well', async () => {
    const { stdout } = await kontor(['audit', 'list', '--limit', '5']);
    expect(stdout).toMatch(/^WHEN +WHO +ACTION +ON +OUTCOME +CHANGES/);
  });
});

describe('when it cannot run', () => {
  const commandLines: Record<string, string[]> = {
    'graph create': ['x'],
    'graph list': [],
    'subgraph publish': ['shop', '--name', 'x', '--schema', 'products.graphql'],
    'subgraph check': ['shop', '--name', 'x', '--schema', 'products.graphql'],
    'subgraph list': ['shop'],
    'subgraph fetch': ['shop', '--name', 'x'],
    'subgraph delete': ['shop', '--name', 'x', '--yes'],
    'launch list': ['shop'],
    'launch show': ['some-id'],
    'supergraph fetch': ['shop'],
    'api-key create': ['--name', 'x', '--role', 'viewer'],
    'api-key list': [],
    'api-key revoke': ['some-id', '--yes'],
    'audit list': [],
    whoami: [],
  };
  const NEED_NO_PLATFORM = [
    'start',
    'dev',
    'init subgraph',
    'doctor',
    'platform',
    'gateway',
    'supergraph compose',
    'supergraph plan',
    'explain',
    'trace',
    'backup',
    'restore',
    'db move',
    'migration new',
    'migration check',
    'migration apply',
  ];

  it('knows which commands ask the platform', () => {
    expect([...Object.keys(commandLines), ...NEED_NO_PLATFORM].toSorted()).toEqual(
      COMMANDS.map(({ path }) => path).toSorted(),
    );
  });

  it.each(Object.entries(commandLines))(
    '`%s` says so: unreachable platform, refused key',
    async (path, words) => {
      const argv = [...path.split(' '), ...words];
      expect(await json(argv, { env: { KONTOR_PLATFORM_URL: 'http://127.0.0.1:9' } })).toMatchObject({
        exitCode: 2,
        data: null,
        error: { code: 'PLATFORM_UNREACHABLE' },
      });
      const key = `kontor_${'0'.repeat(16)}_${'A'.repeat(43)}`;
      expect(await json(argv, { env: { KONTOR_API_KEY: key } })).toMatchObject({
        exitCode: 2,
        data: null,
        error: { code: 'KEY_INVALID' },
      });
    },
  );

  it('names what is not there', async () => {
    expect(await json(['subgraph', 'list', 'nowhere'])).toMatchObject({
      exitCode: 2,
      error: { code: 'VARIANT_NOT_FOUND' },
    });
    expect(await json(['subgraph', 'fetch', 'shop', '--name', 'nothing'])).toMatchObject({
      exitCode: 2,
      error: { code: 'SUBGRAPH_NOT_FOUND' },
    });
    expect(await json(['supergraph', 'fetch', 'shop@staging'])).toMatchObject({
      exitCode: 2,
      error: { code: 'SUPERGRAPH_NOT_READY' },
    });
    expect(await json(['launch', 'show', 'nonsense'])).toMatchObject({
      exitCode: 2,
      error: { code: 'LAUNCH_NOT_FOUND' },
    });
    expect(await json(['api-key', 'list', '--organisation', 'nowhere'])).toMatchObject({
      exitCode: 2,
      error: { code: 'PERMISSION_DENIED' },
    });
  });
});
