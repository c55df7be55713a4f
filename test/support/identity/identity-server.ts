import { createHttpServer } from '@kontor/http';
import { createIdentity, type BootstrapSecrets, type Identity, type KeySnapshot } from '@kontor/identity';
import { ACTOR_HEADER, signActor, SYSTEM_ACTOR, type Actor } from '@kontor/protocol';
import { createTestDatabase } from '@kontor/testkit';

export const SIGNING_KEY = Buffer.alloc(32, 7);

export interface Answer {
  status: number;
  /** Fields by name; tests know what they asked for. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  codes: string[];
  messages: string[];
  sqlQueries: number;
}

export interface IdentityServer {
  url: string;
  databaseUrl: string;
  identity: Identity;
  keys: BootstrapSecrets;
  /** Sets the clock of identity forward. */
  pass(ms: number): void;
  now(): Date;
  /** GraphQL as this actor. */
  askAs(actor: Actor | null, query: string, variables?: object): Promise<Answer>;
  /** GraphQL as the holder of this secret: authenticated first, as the platform gateway does. */
  askWith(secret: string, query: string, variables?: object): Promise<Answer>;
  authenticate(secret: unknown): Promise<{ status: number; actor?: Actor; code?: string }>;
  snapshot(): Promise<KeySnapshot['keys']>;
  /** Plain HTTP, as this actor. */
  http(method: string, path: string, actor: Actor | null, body?: unknown): Promise<Response>;
  close(): Promise<void>;
}

/** Identity on a database of its own and a real socket, after its first start. */
export async function startIdentity(): Promise<IdentityServer> {
  const database = await createTestDatabase({ graph: 'platform', domain: 'identity' });
  // Read when the pool is made.
  process.env['KONTOR_COUNT_SQL'] = 'true';
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const server = createHttpServer({ name: 'identity', logLevel: 'silent', drain: { quietMs: 10 } });
  const identity = createIdentity({
    databaseUrl: database.url,
    signingKey: SIGNING_KEY,
    log: server.log,
    now,
  });
  await identity.mount(server.app, '/identity');
  const { url: origin } = await server.listen({ port: 0 });
  const url = `${origin}/identity`;
  const keys = await identity.bootstrap();
  if (!keys) throw new Error('a fresh database has no first start behind it');

  const headersOf = (actor: Actor | null): Record<string, string> =>
    actor ? { [ACTOR_HEADER]: signActor(actor, SIGNING_KEY, now().getTime()) } : {};
  const http: IdentityServer['http'] = (method, path, actor, body) =>
    fetch(`${url}${path}`, {
      method,
      headers: { ...headersOf(actor), ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  const askAs: IdentityServer['askAs'] = async (actor, query, variables = {}) => {
    const response = await http('POST', '', actor, { query, variables });
    const { data, errors = [] } = (await response.json()) as {
      data: unknown;
      errors?: { message: string; extensions: { code: string } }[];
    };
    return {
      status: response.status,
      data,
      codes: errors.map(({ extensions }) => extensions.code),
      messages: errors.map(({ message }) => message),
      sqlQueries: Number(response.headers.get('kontor-sql-queries')),
    };
  };
  const authenticate: IdentityServer['authenticate'] = async (key) => {
    const response = await http('POST', '/authenticate', SYSTEM_ACTOR, { key });
    const body = (await response.json()) as { actor?: Actor; error?: { code: string } };
    return {
      status: response.status,
      ...(body.actor && { actor: body.actor }),
      ...(body.error && { code: body.error.code }),
    };
  };

  return {
    url,
    databaseUrl: database.url,
    identity,
    keys,
    pass: (ms) => void (aheadMs += ms),
    now,
    askAs,
    authenticate,
    http,
    askWith: async (secret, query, variables) => {
      const { actor, code } = await authenticate(secret);
      if (!actor) throw new Error(`the secret was not accepted: ${code}`);
      return askAs(actor, query, variables);
    },
    snapshot: async () =>
      ((await (await http('GET', '/key-snapshot', SYSTEM_ACTOR)).json()) as KeySnapshot).keys,
    close: async () => {
      await server.drain();
      await database.drop();
    },
  };
}

export const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret apiKey { id name permissions graphs expiresAt lastUsedAt actor { id kind name } createdBy { id } } }
}`;
export const REVOKE_KEY = `mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { id revokedAt } } }`;
export const CREATE_ORGANISATION = `mutation ($input: CreateOrganisationInput!) {
  createOrganisation(input: $input) { organisation { id slug name } secret apiKey { id permissions } }
}`;
export const ADD_MEMBER = `mutation ($input: AddMemberInput!) {
  addMember(input: $input) { member { id role email actor { id kind name } } }
}`;
