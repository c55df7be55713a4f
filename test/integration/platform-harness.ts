import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlatformConfig, type RunningPlatform, startPlatform } from '@kontor/platform';
import { type Credentials, credentialsSchema, databaseUrlVariable } from '@kontor/protocol';
import { createTestDatabase, type TestDatabase } from '@kontor/testkit';

/** What a platform lives on: two databases and a home folder. Outlives the processes that run on it. */
export interface Ground {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  credentials(): Promise<Credentials>;
  remove(): Promise<void>;
}

export async function createGround(): Promise<Ground> {
  const home = await mkdtemp(join(tmpdir(), 'kontor-platform-'));
  const domains = ['identity', 'registry'].map((domain) => ({ graph: 'platform', domain }));
  const databases: TestDatabase[] = await Promise.all(domains.map((id) => createTestDatabase(id)));
  return {
    home,
    env: {
      LOG_LEVEL: 'silent',
      ...Object.fromEntries(
        domains.map((id, index) => [databaseUrlVariable(id), databases[index]?.url ?? '']),
      ),
    },
    credentials: async () =>
      credentialsSchema.parse(JSON.parse(await readFile(join(home, 'credentials'), 'utf8'))),
    async remove() {
      await Promise.all(databases.map((database) => database.drop()));
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A platform in this process, on a free port. */
export const startOn = (
  { home, env }: Ground,
  flags: { only?: string; port?: number } = {},
  more: Record<string, string> = {},
): Promise<RunningPlatform> =>
  startPlatform(readPlatformConfig({ port: 0, home, ...flags }, { ...env, ...more }, '/'));

export interface GraphqlAnswer {
  readonly status: number;
  // Answers are read field by field; what is missing fails there.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
  readonly codes: string[];
}

export async function ask(
  url: string,
  key: string | undefined,
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as {
    data?: unknown;
    errors?: { extensions?: { code?: string } }[];
    error?: { code: string };
  };
  const codes = body.error
    ? [body.error.code]
    : (body.errors ?? []).map(({ extensions }) => extensions?.code ?? '');
  return { status: response.status, data: body.data, codes };
}

/** Repeats `look` until it returns something; the test's own time limit ends it otherwise. */
export async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
