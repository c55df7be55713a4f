import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  createPrismaAdapter,
  isDatabaseUnavailable,
  isSerializationFailure,
  isUniqueViolation,
  mapPrismaError,
  retrySerializable,
  SQL_QUERIES_HEADER,
  SQL_QUERIES_PATH,
  startSubgraph,
  type PrismaAdapterOptions,
} from '@kontor/subgraph';
import { createTestDatabase, type TestDatabase } from '@kontor/testkit';
import { Prisma, PrismaClient } from '../../subgraphs/platform/identity/dist/store/generated/client.js';

// On a busy machine, dropping a database or starting a process takes its time.
jest.setTimeout(60_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ graph: 'platform', domain: 'identity' });
});
afterAll(() => database.drop());

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

function connect(options: Partial<PrismaAdapterOptions> = {}) {
  const { adapter, transactionOptions, close } = createPrismaAdapter({ url: database.url, ...options });
  const prisma = new PrismaClient({ adapter, transactionOptions });
  open.push(async () => {
    await prisma.$disconnect();
    await close();
  });
  return prisma;
}

const newOrganisation = (id: string, slug = id) => ({ id, slug, name: slug, createdAt: new Date() });
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('createPrismaAdapter', () => {
  it('opens no more connections than its pool may have, and names itself', async () => {
    const prisma = connect({ poolMax: 2, applicationName: 'kit-pool' });
    await Promise.all(Array.from({ length: 8 }, () => prisma.$queryRaw`SELECT pg_sleep(0.05)::text`));
    const [row] = await prisma.$queryRaw<
      { count: bigint }[]
    >`SELECT count(*) FROM pg_stat_activity WHERE application_name = 'kit-pool'`;
    expect(row?.count).toBe(2n);
  });

  it('takes its limits from the environment when code names none', async () => {
    const prisma = connect({
      env: { KONTOR_DB_STATEMENT_TIMEOUT_MS: '1234', KONTOR_DB_IDLE_TRANSACTION_TIMEOUT_MS: '5678' },
    });
    const [row] = await prisma.$queryRaw<object[]>`
      SELECT current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle`;
    expect(row).toEqual({ statement: '1234ms', idle: '5678ms' });
    expect(() => connect({ env: { KONTOR_DB_POOL_MAX: '0' } })).toThrow(
      expect.objectContaining({ code: 'ENVIRONMENT_INVALID' }),
    );
  });

  it('has the server stop a statement that takes too long', async () => {
    const prisma = connect({ statementTimeoutMs: 100 });
    const failure = await failureOf(prisma.$queryRaw`SELECT pg_sleep(30)::text`);
    expect(String(failure)).toContain('statement timeout');
  });

  it('tells each statement, in transactions too, and not their frame', async () => {
    const told: string[] = [];
    const prisma = connect({ onQuery: (sql) => told.push(sql) });
    await prisma.organisation.findMany();
    await prisma.$transaction(async (transaction) => {
      await transaction.organisation.count();
      await transaction.actor.count();
    });
    expect(told).toHaveLength(3);
    expect(told.every((sql) => /^SELECT/i.test(sql))).toBe(true);
  });

  it('outlives connections that the server cuts while idle', async () => {
    const prisma = connect({ applicationName: 'kit-cut' });
    const killer = connect();
    await prisma.organisation.count();
    await killer.$queryRaw`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'kit-cut'`;
    await expect(eventually(() => prisma.organisation.count())).resolves.toEqual(expect.any(Number));
  });
});

describe('errors of the database', () => {
  it('knows which unique constraint was violated', async () => {
    const prisma = connect();
    await prisma.organisation.create({ data: newOrganisation('u1', 'taken') });
    const bySlug = await failureOf(prisma.organisation.create({ data: newOrganisation('u2', 'taken') }));
    expect(isUniqueViolation(bySlug, 'slug')).toBe(true);
    expect(isUniqueViolation(bySlug, 'id')).toBe(false);
    await prisma.organisation.create({ data: newOrganisation('u3') });
    const place = { organisationId: 'u3', createdAt: new Date() };
    await prisma.actor.createMany({
      data: [
        { id: 'a1', kind: 'PERSON', name: 'a', ...place },
        { id: 'a2', kind: 'PERSON', name: 'b', ...place },
      ],
    });
    const member = (id: string, actorId: string) =>
      prisma.member.create({ data: { id, actorId, role: 'VIEWER', activeEmail: 'x@y', ...place } });
    await member('m1', 'a1');
    expect(isUniqueViolation(await failureOf(member('m2', 'a2')), 'organisation_id', 'active_email')).toBe(
      true,
    );
  });

  it('retries what lost against another transaction, and every write counts', async () => {
    const prisma = connect();
    await prisma.organisation.create({ data: newOrganisation('counter', 'counter') });
    await prisma.organisation.update({ where: { id: 'counter' }, data: { name: '0' } });
    let lost = 0;
    const increment = () =>
      retrySerializable(
        async () => {
          try {
            await prisma.$transaction(
              async (transaction) => {
                const { name } = await transaction.organisation.findUniqueOrThrow({
                  where: { id: 'counter' },
                });
                await transaction.organisation.update({
                  where: { id: 'counter' },
                  data: { name: String(Number(name) + 1) },
                });
              },
              { isolationLevel: Prisma.TransactionIsolationLevel.Serializable },
            );
          } catch (error) {
            if (isSerializationFailure(error)) lost += 1;
            throw error;
          }
        },
        { attemptsMax: 50 },
      );
    await Promise.all(Array.from({ length: 10 }, increment));
    expect((await prisma.organisation.findUniqueOrThrow({ where: { id: 'counter' } })).name).toBe('10');
    expect(lost).toBeGreaterThan(0);
  });

  it.each([
    ['nobody listens', () => 'postgresql://nobody@127.0.0.1:1/nothing'],
    ['there is no such database', () => database.url.replace(/\/[^/]*$/, '/kontor_test_missing')],
  ])('names an unavailable database: %s', async (_name, url) => {
    const prisma = connect({ url: url() });
    const failure = await failureOf(prisma.organisation.count());
    expect(isDatabaseUnavailable(failure)).toBe(true);
    expect(mapPrismaError(failure)?.extensions['code']).toBe('DATABASE_UNAVAILABLE');
  });

  it('names a server that accepts and never answers, within the connect timeout', async () => {
    const silent: Server = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const prisma = connect({
      url: `postgresql://x@127.0.0.1:${(silent.address() as AddressInfo).port}/x`,
      connectTimeoutMs: 200,
    });
    const failure = await failureOf(prisma.organisation.count());
    silent.close();
    expect(isDatabaseUnavailable(failure)).toBe(true);
  });

  it('names a pool that is exhausted', async () => {
    const prisma = connect({ poolMax: 1, connectTimeoutMs: 200 });
    const busy = failureOf(prisma.$queryRaw`SELECT pg_sleep(1)::text`);
    const failure = await failureOf(prisma.$queryRaw`SELECT 1`);
    expect(isDatabaseUnavailable(failure)).toBe(true);
    expect(await busy).toBeUndefined();
  });

  it('names a transaction that could not begin in time', async () => {
    const prisma = connect({ poolMax: 1, transactionWaitMs: 200 });
    const busy = failureOf(prisma.$queryRaw`SELECT pg_sleep(1)::text`);
    const failure = await failureOf(prisma.$transaction((tx) => tx.$queryRaw`SELECT 1`));
    expect(isDatabaseUnavailable(failure)).toBe(true);
    expect(await busy).toBeUndefined();
  });

  it('names text that PostgreSQL cannot store as the caller’s mistake', async () => {
    const prisma = connect();
    const failure = await failureOf(prisma.organisation.findUnique({ where: { slug: 'a\0b' } }));
    expect(mapPrismaError(failure)?.extensions['code']).toBe('INPUT_INVALID');
  });
});

describe('counting SQL', () => {
  afterEach(() => {
    delete process.env['KONTOR_COUNT_SQL'];
  });

  it('tells per answer and in total how many statements were sent, concurrent requests apart', async () => {
    process.env['KONTOR_COUNT_SQL'] = 'true';
    const prisma = connect();
    const subgraph = await startSubgraph({
      name: 'counted',
      logLevel: 'silent',
      port: 0,
      typeDefs: 'type Query { one: Int two: Int none: Int }',
      resolvers: {
        Query: {
          one: () => prisma.organisation.count(),
          two: async () => (await prisma.organisation.count()) + (await prisma.actor.count()),
          none: () => 0,
        },
      },
      context: () => ({}),
    });
    open.push(subgraph.close);
    const ask = async (query: string) => {
      const answer = await fetch(subgraph.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return answer.headers.get(SQL_QUERIES_HEADER);
    };
    const total = async () =>
      ((await (await fetch(new URL(SQL_QUERIES_PATH, subgraph.url))).json()) as { queries: number }).queries;
    const before = await total();
    expect(await Promise.all([ask('{ one }'), ask('{ two }'), ask('{ none }'), ask('{ one two }')])).toEqual([
      '1',
      '2',
      '0',
      '3',
    ]);
    expect((await total()) - before).toBe(6);
  });
});

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 20) throw error;
    }
  }
}
