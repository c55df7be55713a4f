import { setTimeout as pause } from 'node:timers/promises';
import type { Registry } from '@kontor/registry';
import { OWN_GRAPH_REF, OWN_SUBGRAPHS, type OwnSubgraph } from './subgraphs.js';

const RETRY_MS_FIRST = 500;
const RETRY_MS_MAX = 15_000;

/** What a subgraph that Kontor brings along is published with. */
export interface OwnSubgraphSchema {
  readonly name: OwnSubgraph;
  readonly sdl: string;
  readonly routingUrl: string;
}

interface PublishLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/**
 * Publishes the platform's subgraphs to {@link OWN_GRAPH_REF}, one after the other, each only if nobody else has: who
 * deploys one apart and publishes it keeps it. A failure of the world outside is tried again until `signal` aborts; a
 * refusal is logged and final, and the supergraph that was built in stays in service.
 */
export async function publishOwnSubgraphs(
  publishAsSystem: Registry['publishAsSystem'],
  {
    organisationId,
    subgraphs,
  }: { organisationId: () => Promise<string>; subgraphs: readonly OwnSubgraphSchema[] },
  log: PublishLog,
  signal: AbortSignal,
): Promise<void> {
  for (const subgraph of inOrder(subgraphs)) {
    await untilDone(
      async () => publishOne(publishAsSystem, await organisationId(), subgraph, log),
      log,
      signal,
    );
    if (signal.aborted) return;
  }
}

/** The registry's schema refers to identity's. */
const inOrder = (subgraphs: readonly OwnSubgraphSchema[]): OwnSubgraphSchema[] =>
  subgraphs.toSorted((a, b) => OWN_SUBGRAPHS.indexOf(a.name) - OWN_SUBGRAPHS.indexOf(b.name));

async function publishOne(
  publishAsSystem: Registry['publishAsSystem'],
  organisationId: string,
  { name, sdl, routingUrl }: OwnSubgraphSchema,
  log: PublishLog,
): Promise<void> {
  const published = await publishAsSystem({ ref: OWN_GRAPH_REF, organisationId, name, sdl, routingUrl });
  const facts = { graph: OWN_GRAPH_REF, subgraph: name };
  switch (published.kind) {
    case 'rejected':
      return log.error(
        { ...facts, code: published.code },
        `could not publish an own subgraph: ${published.message}`,
      );
    case 'kept':
      return log.info(
        { ...facts, routingUrl: published.version.routingUrl },
        'an own subgraph is published by somebody else, kept',
      );
    case 'published':
      if (published.launch.status === 'REFUSED')
        return log.error(
          { ...facts, launch: published.launch.id },
          'an own subgraph was refused; the supergraph that was built in stays',
        );
      return log.info({ ...facts, routingUrl }, 'own subgraph published');
  }
}

async function untilDone(work: () => Promise<void>, log: PublishLog, signal: AbortSignal): Promise<void> {
  for (let waitMs = RETRY_MS_FIRST; !signal.aborted; waitMs = Math.min(waitMs * 2, RETRY_MS_MAX)) {
    try {
      return await work();
    } catch (error) {
      // The process is stopping, and what a publish needs with it.
      if (signal.aborted) return;
      log.warn({ err: error, retryInMs: waitMs }, 'could not publish an own subgraph, will be tried again');
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
