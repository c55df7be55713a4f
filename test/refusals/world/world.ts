import { join } from 'node:path';
import { startFakeSubgraph, type FakeSubgraph } from '../../support/gateway/fake-subgraph.js';
import { composeOf } from '../../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../../support/gateway/supergraph-file.js';
import type { Surface } from '../row.js';
import { graphqlRequest, askRaw } from '../send/http.js';
import type { HealthyQuestion } from './others.js';
import { GRAPH, startPlatform, type MeteredPlatform } from './platform.js';
import { startMetered, type MeteredProcess } from './process.js';
import { lossesBetween, type Records } from './records.js';
import { CATALOG_SDL, FRAGILE_SDL } from './schemas.ts';

/** Every process that is attacked, started once for all rows. */
export interface World {
  readonly platform: MeteredPlatform;
  /** The subgraph that rows let misbehave. */
  readonly fragile: FakeSubgraph;
  readonly supergraph: SupergraphFile;
  process(surface: Surface): MeteredProcess;
  port(surface: Surface): number;
  healthyQuestion(surface: Surface): HealthyQuestion;
  /** What must be there after a row as before: of the processes that its surface reaches. */
  remember(surface: Surface): Promise<Memory>;
  stop(): Promise<void>;
}

export interface Memory {
  /** What is lost or changed since. */
  losses(): Promise<string[]>;
}

/** Short enough for a suite of minutes; what they are by default is for the configuration reference to say. */
export const FRAGILE_TIMEOUT_MS = 1_000;
export const CLIENT_TIMEOUTS_MS = { headers: 2_000, request: 3_000 };

const ROOT = join(import.meta.dirname, '../../..');
const GATEWAY = join(ROOT, 'gateway/dist/main.js');

export async function startWorld(): Promise<World> {
  const [platform, catalog, fragile] = await Promise.all([
    startPlatform({ KONTOR_PRIVATE_ROUTING_URLS: 'false' }),
    startMetered(join(import.meta.dirname, 'catalog.ts'), {
      HEADERS_TIMEOUT_MS: String(CLIENT_TIMEOUTS_MS.headers),
      REQUEST_TIMEOUT_MS: String(CLIENT_TIMEOUTS_MS.request),
    }),
    startFakeSubgraph('fragile', FRAGILE_SDL, {
      Query: {
        fragile: () => 'whole',
        item: () => ({ id: '1', weight: 1 }),
        items: () => [{ id: '1', weight: 1 }],
      },
      Item: { __resolveReference: (reference: object) => reference },
    }),
  ]);
  const supergraphAt = (catalogUrl: string) =>
    writeSupergraphFile(
      composeOf([
        { name: 'catalog', url: catalogUrl, sdl: CATALOG_SDL },
        { name: 'fragile', url: fragile.url, sdl: FRAGILE_SDL },
      ]),
    );
  const supergraph = await supergraphAt(`${catalog.url}/graphql`);
  // A name whose address only a look-up tells.
  const byName = await supergraphAt(`http://localhost:${catalog.port}/graphql`);
  const gatewayEnv = {
    KONTOR_GATEWAY_SUPERGRAPH: supergraph.path,
    KONTOR_GATEWAY_PORT: '0',
    KONTOR_GATEWAY_ACCESS_LOG: 'false',
    // One row is about one answer, not about a restart that may end in time.
    KONTOR_GATEWAY_SUBGRAPHS_RETRY_WINDOW_MS: '1',
    KONTOR_GATEWAY_CONNECTIONS_HEADERS_TIMEOUT_MS: String(CLIENT_TIMEOUTS_MS.headers),
    KONTOR_GATEWAY_CONNECTIONS_REQUEST_TIMEOUT_MS: String(CLIENT_TIMEOUTS_MS.request),
    KONTOR_GATEWAY_SUBGRAPHS_FETCH_TIMEOUT_MS_OF: JSON.stringify({ fragile: FRAGILE_TIMEOUT_MS }),
  };
  const [gateway, strictGateway] = await Promise.all([
    startMetered(GATEWAY, gatewayEnv),
    startMetered(GATEWAY, {
      ...gatewayEnv,
      KONTOR_GATEWAY_SUPERGRAPH: byName.path,
      KONTOR_GATEWAY_SUBGRAPHS_PRIVATE_ADDRESSES: 'false',
    }),
  ]);

  const processes: Record<Surface, MeteredProcess> = {
    gateway,
    'strict gateway': strictGateway,
    platform: platform.process,
    delivery: platform.process,
    subgraph: catalog,
  };
  const as = (key: string) => ({ authorization: `Bearer ${key}` });
  const questions: Record<Surface, Omit<HealthyQuestion, 'port'>> = {
    gateway: { request: graphqlRequest('{ healthy }'), answer: /^\{"data":\{"healthy":"yes"\}\}\n?$/ },
    'strict gateway': { request: graphqlRequest('{ __typename }'), answer: /"Query"/ },
    platform: {
      request: graphqlRequest('{ graph(name: "shop") { name } }', { headers: as(platform.keys.owner) }),
      answer: /\{"data":\{"graph":\{"name":"shop"\}\}\}/,
    },
    delivery: {
      request: {
        method: 'GET',
        path: `/artifacts/${GRAPH}/current/supergraph`,
        headers: as(platform.keys.gateway),
      },
      answer: /join__Graph/,
    },
    subgraph: { request: graphqlRequest('{ healthy }'), answer: /"yes"/ },
  };

  /** After one row is before the next. */
  let remembered: Remembered | undefined;
  async function rememberAll(surface: Surface): Promise<Remembered> {
    return remembered && remembered.ofPlatform === isOfPlatform(surface) ? remembered : readAll(surface);
  }
  async function readAll(surface: Surface): Promise<Remembered> {
    const ready = { method: 'GET', path: '/health/ready' };
    return isOfPlatform(surface)
      ? { ofPlatform: true, records: await platform.records(), served: '' }
      : { ofPlatform: false, records: new Map(), served: (await askRaw(gateway.port, ready)).body };
  }

  return {
    platform,
    fragile,
    supergraph,
    process: (surface) => processes[surface],
    port: (surface) => processes[surface].port,
    healthyQuestion: (surface) => ({ port: processes[surface].port, ...questions[surface] }),
    async remember(surface) {
      const before = await rememberAll(surface);
      return {
        async losses() {
          const now = await readAll(surface);
          remembered = now;
          return [
            ...lossesBetween(before.records, now.records),
            ...(before.served === now.served ? [] : [`the gateway serves ${now.served}`]),
          ];
        },
      };
    },
    async stop() {
      await Promise.all([gateway, strictGateway, catalog].map((running) => running.stop()));
      await Promise.all([platform.stop(), fragile.close(), supergraph.remove(), byName.remove()]);
    },
  };
}

interface Remembered {
  readonly ofPlatform: boolean;
  readonly records: Records;
  /** What the gateway says that it serves. */
  readonly served: string;
}

/** A gateway and a subgraph know nothing of the platform's records, nor the platform of what a gateway serves. */
const isOfPlatform = (surface: Surface): boolean => surface === 'platform' || surface === 'delivery';
