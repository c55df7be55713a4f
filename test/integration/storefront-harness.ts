import { jest } from '@jest/globals';
import { createLogger } from '@kontor/subgraph';
import { createTestDatabase } from '@kontor/testkit';
import { startAccounts } from '@storefront/accounts';
import { startInventory } from '@storefront/inventory';
import { startOrders } from '@storefront/orders';
import { startProducts } from '@storefront/products';
import { startReviews } from '@storefront/reviews';
import { Client } from 'pg';

/** What the storefront's tests share: its subgraphs on real sockets, each with a database of its own. */
export type Domain = 'accounts' | 'products' | 'inventory' | 'reviews' | 'orders';

/** Nobody listens there. */
export const NOWHERE = 'http://127.0.0.1:1/graphql';

export interface Answer {
  // Answers are read field by field in the tests; what is missing fails there.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors?: { message: string; extensions: { code: string } & Record<string, unknown> }[];
}

export interface RunningSubgraph {
  url: string;
  databaseUrl: string;
  /** The statements sent since the last call of `takeSql`. */
  takeSql(): string[];
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The code of the answer's only error; fails when there is none. */
  codeOf(query: string, variables?: Record<string, unknown>): Promise<string | undefined>;
  /** What `_entities` gives for these representations. */
  entities(selection: string, representations: readonly object[]): Promise<Answer>;
  /** Behind the subgraph's back. */
  sql<T extends object>(text: string, values?: readonly unknown[]): Promise<T[]>;
  /**
   * The plan of a statement that was taken, with every parameter '1', when PostgreSQL may not do this: tells which
   * indexes can serve it, on tables too small to need one.
   */
  planWithout(
    forbidden: readonly ('seqscan' | 'sort' | 'indexscan' | 'bitmapscan')[],
    statement: string,
  ): Promise<string>;
  /** Stops the subgraph and keeps its database. */
  stop(): Promise<void>;
  /** Stops the subgraph and drops its database. */
  close(): Promise<void>;
}

export interface StartOptions {
  upstreams?: Partial<Record<'accountsUrl' | 'productsUrl' | 'inventoryUrl', string>>;
  /** Of an earlier subgraph, instead of a new one. */
  databaseUrl?: string;
  /** Of the domain's job; default so long that it never runs. */
  intervalMs?: number;
}

/** A machine may be busy; what hangs hangs longer than this. */
jest.setTimeout(60_000);

const log = createLogger({ name: 'test', level: 'silent' });

export async function startDomain(domain: Domain, options: StartOptions = {}): Promise<RunningSubgraph> {
  const created = options.databaseUrl ? undefined : await createTestDatabase({ graph: 'storefront', domain });
  const databaseUrl = options.databaseUrl ?? created?.url ?? '';
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();

  let statements: string[] = [];
  const subgraph = await start(domain, options, {
    url: databaseUrl,
    onQuery: (sql) => statements.push(sql),
  });
  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
    const response = await fetch(subgraph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  const stop = async () => {
    await subgraph.close();
    await client.end();
  };
  return {
    url: subgraph.url,
    databaseUrl,
    takeSql: () => {
      const taken = statements;
      statements = [];
      return taken;
    },
    ask,
    codeOf: async (query, variables) => {
      const { errors } = await ask(query, variables);
      if (errors?.length !== 1) throw new Error(`One error was expected, not ${JSON.stringify(errors)}`);
      return errors[0]?.extensions.code;
    },
    entities: (selection, representations) =>
      ask(`query ($r: [_Any!]!) { _entities(representations: $r) { __typename ${selection} } }`, {
        r: representations,
      }),
    sql: async <T extends object>(text: string, values: readonly unknown[] = []) =>
      (await client.query<T>(text, [...values])).rows,
    planWithout: async (forbidden, statement) => {
      await client.query('BEGIN');
      for (const way of forbidden) await client.query(`SELECT set_config('enable_${way}', 'off', true)`);
      const { rows } = await client.query(`EXPLAIN ${statement.replaceAll(/\$\d+/g, `'1'`)}`);
      await client.query('ROLLBACK');
      return JSON.stringify(rows);
    },
    stop,
    close: async () => {
      await stop();
      await created?.drop();
    },
  };
}

function start(
  domain: Domain,
  { upstreams, intervalMs = 3_600_000 }: StartOptions,
  database: { url: string; onQuery: (sql: string) => void },
) {
  const common = { database, log, port: 0, host: '127.0.0.1' };
  const urls = { accountsUrl: NOWHERE, productsUrl: NOWHERE, inventoryUrl: NOWHERE, ...upstreams };
  switch (domain) {
    case 'accounts':
      return startAccounts(common);
    case 'products':
      return startProducts(common);
    case 'inventory':
      return startInventory({ ...common, expireIntervalMs: intervalMs });
    case 'reviews':
      return startReviews({ ...common, upstreams: urls });
    case 'orders':
      return startOrders({
        ...common,
        upstreams: urls,
        completeIntervalMs: intervalMs,
      });
  }
}

interface Page {
  edges: { cursor: string; node: unknown }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/**
 * Walks a connection to its end and returns its nodes; fails when a page contradicts itself. `load` returns the
 * connection for a page's arguments, with edges { cursor node } and a whole pageInfo.
 */
export async function walk<T>(
  load: (first: number, after: string | null) => Promise<Page>,
  first: number,
): Promise<T[]> {
  const nodes: T[] = [];
  for (let after: string | null = null, pages = 0; ; pages++) {
    if (pages > 1_000) throw new Error('The connection has no end.');
    const { edges, pageInfo }: Page = await load(first, after);
    const expected = {
      hasPreviousPage: after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    };
    const { hasNextPage, ...rest } = pageInfo;
    for (const [name, value] of Object.entries(expected))
      if (rest[name as keyof typeof rest] !== value)
        throw new Error(`${name} is ${String(rest[name as keyof typeof rest])}`);
    if (hasNextPage && edges.length !== first) throw new Error('A page before the last one is not full.');
    nodes.push(...edges.map(({ node }) => node as T));
    if (!hasNextPage) return nodes;
    after = pageInfo.endCursor;
  }
}

export const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

/** Resolves when `holds` does; fails after `timeoutMs` with what was waited for. */
export async function until(what: string, holds: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
