import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { HttpServer, Logger, ReadyReport } from '@kontor/http';
import { builtInSource, mountGateway, registrySource } from '@kontor/gateway';
import type { Identity } from '@kontor/identity';
import type { Registry } from '@kontor/registry';
import { createActorHeaders } from '../authenticate/actor-headers.js';
import { createIdentityClient } from '../authenticate/identity-client.js';
import { createKeyCache } from '../authenticate/key-cache.js';
import { credentialsPath, readCredentials } from '../home/credentials.js';
import { after } from './after.js';
import { readBuiltInSupergraph } from './built-in-supergraph.js';
import { publishOwnSubgraphs } from './publish-own-subgraphs.js';
import { OWN_GRAPH_REF, OWN_SUBGRAPHS, schemaFile, subgraphUrl } from './subgraphs.js';

/** The platform's own gateway: /graphql, and GraphiQL at /. */
export interface OwnGateway {
  ready(): ReadyReport;
  /** To be called when the platform listens: publishes its subgraphs, then follows what is published. */
  follow(): void;
  stopFollowing(): void;
  close(): Promise<void>;
}

export interface OwnGatewayParts {
  readonly identity: Identity;
  readonly registry: Registry;
  readonly identityUrl: string;
  readonly signingKey: Uint8Array;
  /** Where this process reaches itself. */
  readonly localUrl: string;
  /** Where others reach it. */
  readonly publicUrl: string;
  readonly home: string;
  readonly log: Logger;
}

/** A publish that composes a large graph is one fetch to the registry. */
const FETCH_TIMEOUT_MS = 60_000;
const BODY_BYTES_MAX = 8 * 1024 * 1024;
const CREDENTIALS_POLL_MS = 2_000;

export async function mountOwnGateway(app: HttpServer['app'], parts: OwnGatewayParts): Promise<OwnGateway> {
  const { localUrl, signingKey, identityUrl, log, home } = parts;
  const stopping = new AbortController();
  const { promise: published, resolve: publishedOrGivenUp } = Promise.withResolvers<void>();
  const gateway = await mountGateway(app, {
    source: builtInSource({
      sdl: await readBuiltInSupergraph(localUrl),
      // What is published may still route to where an earlier start listened; this start's publish comes first.
      next: after(
        published,
        registrySource({
          platformUrl: localUrl,
          ref: OWN_GRAPH_REF,
          apiKey: () => gatewayKey(home),
          lastGoodFile: join(home, 'gateway', 'last-good', `${OWN_GRAPH_REF}.graphql`),
        }),
      ),
    }),
    subgraphHeaders: createActorHeaders({
      authenticate: createKeyCache(createIdentityClient({ identityUrl, signingKey })),
      signingKey,
      log,
    }),
    limits: { bodyBytesMax: BODY_BYTES_MAX },
    subgraphs: { fetchTimeoutMs: FETCH_TIMEOUT_MS },
  });
  return {
    ready: gateway.ready,
    follow() {
      void publishAll(parts, stopping.signal).finally(publishedOrGivenUp);
    },
    stopFollowing: () => stopping.abort(),
    async close() {
      stopping.abort();
      publishedOrGivenUp();
      await gateway.close();
    },
  };
}

async function publishAll(
  { identity, registry, publicUrl, home, log }: OwnGatewayParts,
  signal: AbortSignal,
): Promise<void> {
  const subgraphs = await Promise.all(
    OWN_SUBGRAPHS.map(async (name) => ({
      name,
      sdl: await readFile(schemaFile(name), 'utf8'),
      routingUrl: subgraphUrl(publicUrl, name),
    })),
  );
  await publishOwnSubgraphs(
    registry.publishAsSystem,
    { organisationId: () => identity.firstOrganisationId(), subgraphs },
    log,
    signal,
  );
  await untilCredentials(home, log, signal);
}

/** Without a key nothing can be followed; the supergraph that was built in stays until there is one. */
async function untilCredentials(home: string, log: Logger, signal: AbortSignal): Promise<void> {
  for (let told = false; !signal.aborted; told = true) {
    if (await readCredentials(home)) return;
    if (!told)
      log.warn(
        { path: credentialsPath(home) },
        `no credentials: ${OWN_GRAPH_REF} is not followed until \`kontor platform --reissue-keys\` writes some`,
      );
    await pause(CREDENTIALS_POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Read for each poll: keys may have been reissued. */
async function gatewayKey(home: string): Promise<string> {
  const credentials = await readCredentials(home);
  if (credentials) return credentials.gatewayKey;
  throw new Error(`${credentialsPath(home)} is gone`);
}
