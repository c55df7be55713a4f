import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentialsSchema, databaseUrlVariable, PERMISSIONS, type Actor } from '@kontor/protocol';
import { createTestDatabase } from '@kontor/testkit';
import { Client } from 'pg';
import { askRaw, graphqlRequest } from '../send/http.js';
import { startMetered, type MeteredProcess } from './process.js';
import { CATALOG_SDL } from './schemas.ts';
import { readRecords, type Records } from './records.js';

/** A platform with two organisations: `acme` owns everything there is to lose, `rival` wants it. */
export interface MeteredPlatform {
  readonly process: MeteredProcess;
  readonly home: string;
  /** As `authorization` takes them, without `Bearer`. */
  readonly keys: Readonly<Record<KeyName, string>>;
  readonly acme: Acme;
  readonly signingKey: Uint8Array;
  /** Who asks with the rival's key, as the platform's gateway would sign it. */
  readonly rival: Actor;
  records(): Promise<Records>;
  // Answers are read field by field; what is missing fails there.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  ask(key: string, query: string, variables?: object): Promise<any>;
  stop(): Promise<void>;
}

export type KeyName = 'owner' | 'gateway' | 'rival' | 'expired' | 'revoked';

/** What is acme's alone. */
export interface Acme {
  readonly organisationId: string;
  readonly organisationSlug: string;
  readonly actorId: string;
  readonly memberId: string;
  readonly apiKeyId: string;
  readonly graphId: string;
  readonly variantId: string;
  readonly launchId: string;
  readonly versionId: string;
}

export const GRAPH = 'shop';
/** Public, and never dialled: the suite's platform takes no others. */
export const PUBLIC_URL = 'https://1.1.1.1/graphql';
const MAIN = join(import.meta.dirname, '../../../platform/dist/main.js');
const DOMAINS = ['identity', 'registry'].map((domain) => ({ graph: 'platform', domain }));

export async function startPlatform(env: Readonly<Record<string, string>>): Promise<MeteredPlatform> {
  const home = await mkdtemp(join(tmpdir(), 'kontor-refusals-'));
  const databases = await Promise.all(DOMAINS.map((id) => createTestDatabase(id)));
  const urls = DOMAINS.map((id, index) => [databaseUrlVariable(id), databases[index]?.url ?? ''] as const);
  const started = await startMetered(MAIN, {
    ...env,
    ...Object.fromEntries(urls),
    KONTOR_HOME: home,
    KONTOR_PLATFORM_PORT: '0',
  });
  const clients = await Promise.all(urls.map(([, url]) => connectTo(url)));
  const credentials = credentialsSchema.parse(JSON.parse(await readFile(join(home, 'credentials'), 'utf8')));
  const ask = askOn(started.port);
  const signingKey = Buffer.from(
    (await readFile(join(home, 'actor-signing-key'), 'utf8')).trim(),
    'base64url',
  );
  const furnished = await furnish(ask, credentials, clients[0] as Client);
  return {
    process: started,
    home,
    ...furnished,
    signingKey,
    records: () => readRecords(clients),
    ask,
    async stop() {
      await started.stop();
      await Promise.all(clients.map((client) => client.end()));
      await Promise.all(databases.map((database) => database.drop()));
      await rm(home, { recursive: true, force: true });
    },
  };
}

type Ask = MeteredPlatform['ask'];

const askOn =
  (port: number): Ask =>
  async (key, query, variables = {}) => {
    const headers = { authorization: `Bearer ${key}` };
    const { body } = await askRaw(port, graphqlRequest(query, { variables, headers }));
    const { data, errors } = JSON.parse(body) as { data?: unknown; errors?: unknown };
    if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return data;
  };

async function connectTo(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

const CREATE_KEY =
  'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }';

async function furnish(
  ask: Ask,
  credentials: { adminKey: string; gatewayKey: string },
  identity: Client,
): Promise<Pick<MeteredPlatform, 'keys' | 'acme' | 'rival'>> {
  const owner = credentials.adminKey;
  await ask(owner, `mutation { createGraph(input: { ref: "${GRAPH}" }) { created } }`);
  const { publishSubgraph } = await ask(
    owner,
    `mutation($input: PublishSubgraphInput!) { publishSubgraph(input: $input) {
      version { id } launch { id status variant { id graph { id } } } } }`,
    { input: { ref: GRAPH, name: 'catalog', sdl: CATALOG_SDL, routingUrl: PUBLIC_URL } },
  );
  const { whoAmI } = await ask(
    owner,
    '{ whoAmI { actor { id } apiKey { id } organisation { id slug members { edges { node { id } } } } } }',
  );
  const { createOrganisation } = await ask(
    owner,
    'mutation { createOrganisation(input: { slug: "rival", name: "Rival" }) { secret } }',
  );
  const revoked = (await ask(owner, CREATE_KEY, { input: { name: 'revoked', role: 'DEVELOPER' } }))
    .createApiKey;
  await ask(owner, `mutation { revokeApiKey(input: { id: "${revoked.apiKey.id}" }) { apiKey { id } } }`);
  const expired = (await ask(owner, CREATE_KEY, { input: { name: 'expired', role: 'DEVELOPER' } }))
    .createApiKey;
  await identity.query("UPDATE api_key SET expires_at = now() - interval '1 hour' WHERE id = $1", [
    expired.apiKey.id,
  ]);
  const { launch, version } = publishSubgraph;
  // Its first owner is whoever created it; this one knows acme from nowhere.
  const mallory = { input: { name: 'mallory', role: 'OWNER' } };
  const rivalKey = (await ask(createOrganisation.secret, CREATE_KEY, mallory)).createApiKey.secret;
  const { whoAmI: rival } = await ask(
    rivalKey,
    '{ whoAmI { actor { id name } apiKey { id } organisation { id } } }',
  );
  return {
    keys: {
      owner,
      gateway: credentials.gatewayKey,
      rival: rivalKey,
      expired: expired.secret,
      revoked: revoked.secret,
    },
    rival: {
      id: rival.actor.id,
      kind: 'MACHINE',
      name: rival.actor.name,
      organisationId: rival.organisation.id,
      permissions: [...PERMISSIONS],
      graphs: null,
      keyId: rival.apiKey.id,
    },
    acme: {
      organisationId: whoAmI.organisation.id,
      organisationSlug: whoAmI.organisation.slug,
      actorId: whoAmI.actor.id,
      memberId: whoAmI.organisation.members.edges[0].node.id,
      apiKeyId: whoAmI.apiKey.id,
      graphId: launch.variant.graph.id,
      variantId: launch.variant.id,
      launchId: launch.id,
      versionId: version.id,
    },
  };
}
