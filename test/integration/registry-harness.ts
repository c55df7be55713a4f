import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '@kontor/http';
import {
  ACTOR_HEADER,
  PERMISSIONS,
  signActor,
  SYSTEM_ACTOR,
  verifyActor,
  type Actor,
} from '@kontor/protocol';
import {
  createRegistry,
  REGISTRY_BODY_LIMIT_BYTES,
  type Registry,
  type RegistryOptions,
} from '@kontor/registry';
import { createTestDatabase } from '@kontor/testkit';

/** What the registry's tests share: registries on real sockets, and an identity that they hold in their hands. */
export const signingKey = randomBytes(32);

export const actor = (change: Partial<Actor> = {}): Actor => ({
  id: 'ci',
  kind: 'MACHINE',
  name: 'CI',
  organisationId: 'acme',
  permissions: [...PERMISSIONS],
  graphs: null,
  keyId: null,
  ...change,
});
export const acme = actor();

export const registryDatabase = () => createTestDatabase({ graph: 'platform', domain: 'registry' });

/** A subgraph of its own that composes with any other of these. */
export const sdlOf = (name: string, extra = ''): string => `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
type Query { ${name}: ${typeOf(name)} }
type ${typeOf(name)} @key(fields: "id") { id: ID! title: String ${extra} }
`;
const typeOf = (name: string): string => `Of_${name}`;

/** Composes with nothing: its key selects a field that does not exist. */
export const brokenSdl = (name: string): string => sdlOf(name).replace('fields: "id"', 'fields: "nosuch"');

export interface Answer {
  status: number;
  // Answers are read field by field in the tests; what is missing fails there.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors: { message: string; path?: string[]; extensions: { code: string } }[];
  headers: Headers;
}

export interface RunningRegistry {
  registry: Registry;
  url: string;
  ask(query: string, variables?: object, as?: Actor): Promise<Answer>;
  publish(input: object, as?: Actor): Promise<Answer>;
  /** GET the supergraph; path is `graph/variant`. */
  deliver(
    path: string,
    options: { key?: string; etag?: string; waitMs?: number; method?: string },
  ): Promise<Response>;
  /** As a process does on SIGTERM. */
  stop(): Promise<void>;
}

export async function startRegistry({
  port = 0,
  ...options
}: Pick<RegistryOptions, 'databaseUrl'> &
  Partial<RegistryOptions> & { port?: number }): Promise<RunningRegistry> {
  const server = createHttpServer({
    name: 'registry-test',
    logLevel: 'silent',
    bodyLimitBytes: REGISTRY_BODY_LIMIT_BYTES,
  });
  const registry = createRegistry({
    signingKey,
    identityUrl: 'http://127.0.0.1:1',
    log: server.log,
    ...options,
  });
  await registry.mount(server.app, '/graphql');
  registry.mountDelivery(server.app);
  const { url } = await server.listen({ port });
  // Prisma loads its engine with the first query, which Jest allows only while a test or hook runs.
  await registry.ready();
  registry.start();

  const ask: RunningRegistry['ask'] = (query, variables = {}, as = acme) =>
    askGraphQL(`${url}/graphql`, query, variables, as);
  return {
    registry,
    url,
    ask,
    publish: (input, as) => ask(PUBLISH, { input }, as),
    deliver: (path, { key, etag, waitMs, method = 'GET' }) =>
      fetch(`${url}/artifacts/${path}/supergraph${waitMs === undefined ? '' : `?waitMs=${waitMs}`}`, {
        method,
        headers: {
          ...(key && { authorization: `Bearer ${key}` }),
          ...(etag && { 'if-none-match': etag }),
        },
      }),
    async stop() {
      registry.drain();
      await server.drain();
    },
  };
}

export async function askGraphQL(url: string, query: string, variables: object, as: Actor): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [ACTOR_HEADER]: signActor(as, signingKey) },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as Partial<Answer>;
  return { status: response.status, data: body.data, errors: body.errors ?? [], headers: response.headers };
}

export const LAUNCH_FIELDS = `id sequence status cause subgraphName completedAt
  problems { code message fix locations { subgraph line column coordinate derived } }
  version { id status }`;

export const PUBLISH = `mutation ($input: PublishSubgraphInput!) {
  publishSubgraph(input: $input) { changed version { id status routingUrl } launch { ${LAUNCH_FIELDS} } }
}`;

export const CREATE_GRAPH = `mutation ($input: CreateGraphInput!) {
  createGraph(input: $input) { created variant { id ref } }
}`;

export async function createGraph(registry: RunningRegistry, ref: string, as: Actor = acme): Promise<void> {
  const { errors } = await registry.ask(CREATE_GRAPH, { input: { ref } }, as);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
}

/** Stands in for identity's HTTP endpoints: keys can be added and revoked, and the whole can fall silent. */
export interface FakeIdentity {
  url: string;
  addKey(as: Actor, expiresAt?: Date): string;
  revoke(key: string): void;
  change(key: string, as: Actor): void;
  /** While true, every request is answered with 503. */
  down: boolean;
  /** Requests for the snapshot so far. */
  snapshots: number;
  /** Keys whose use was reported. */
  uses: string[];
  stop(): Promise<void>;
}

export async function startFakeIdentity(): Promise<FakeIdentity> {
  const keys = new Map<string, { id: string; hash: string; actor: Actor; expiresAt: string | null }>();
  const server: Server = createServer((request, response) => {
    const verdict = verifyActor(request.headers[ACTOR_HEADER] as string | undefined, signingKey);
    const isSystem = verdict.kind === 'valid' && verdict.actor.kind === SYSTEM_ACTOR.kind;
    if (identity.down || !isSystem) return void response.writeHead(identity.down ? 503 : 401).end();
    if (request.url === '/identity/key-uses') {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { uses } = JSON.parse(body) as { uses: { keyId: string }[] };
        identity.uses.push(...uses.map(({ keyId }) => keyId));
        response.writeHead(204).end();
      });
      return undefined;
    }
    identity.snapshots += 1;
    response.setHeader('content-type', 'application/json');
    return void response.end(JSON.stringify({ keys: [...keys.values()] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const identity: FakeIdentity = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/identity`,
    down: false,
    snapshots: 0,
    uses: [],
    addKey(as, expiresAt) {
      const id = randomBytes(8).toString('hex');
      const key = `kontor_${id}_${randomBytes(32).toString('base64url')}`;
      const hash = createHash('sha256').update(key).digest('hex');
      keys.set(key, { id, hash, actor: { ...as, keyId: id }, expiresAt: expiresAt?.toISOString() ?? null });
      return key;
    },
    revoke: (key) => void keys.delete(key),
    change(key, as) {
      const known = keys.get(key);
      if (known) keys.set(key, { ...known, actor: { ...as, keyId: known.id } });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return identity;
}

/** Asks again and again, without a pause longer than needed, until the answer is there. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false | null>,
  timeoutMs = 20_000,
): Promise<Value> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
