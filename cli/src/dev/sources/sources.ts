import { formatGraphRef } from '@kontor/protocol';
import { type ConnectionFlags, resolveGraphRef } from '../../config/settings.js';
import type { CommandContext } from '../../command.js';
import type { PlatformClient } from '../../platform-client/client.js';
import { connect } from '../../platform-client/connect.js';
import { fetchSubgraph } from '../../platform-client/subgraph.js';
import { joinSchemaFiles } from '../../schema/schema-source.js';
import { fetchRunningSchema } from '../../supergraph/fetch-running-schema.js';
import type { SchemaPlace } from '../../supergraph/supergraph-config.js';
import type { Board, SourceSlot } from '../board.js';
import type { DevPlan, DevSubgraph } from '../dev-plan.js';
import type { DevEvent } from '../events.js';
import type { OfferedSubgraph } from '../facts.js';
import type { DevLimits } from '../limits.js';
import { createDeployedGraph } from './deployed-graph.js';
import { followProcess, isLocal } from './probe.js';
import { followSchemaFile } from './schema-file.js';
import { followPeer } from './schema-peer.js';

export interface SourceParts {
  readonly board: Board;
  readonly flags: ConnectionFlags;
  readonly context: CommandContext;
  readonly limits: DevLimits;
  readonly tell: (event: DevEvent) => void;
}

/** Everything that is looked at. What a place does wrong is on the board, never thrown. */
export interface Sources {
  /**
   * Looks at every place of the plan, now and from now on, and no longer at what an earlier plan named alone. Resolves when
   * every new source was asked once, whatever it said.
   */
  follow(plan: DevPlan): Promise<void>;
  close(): void;
}

export function createSources(parts: SourceParts): Sources {
  const { board, limits } = parts;
  const open = new Map<string, { plan: string; close: () => void }>();
  let client: PlatformClient | undefined;

  async function begin(
    source: Parameters<Board['add']>[0],
    plan: string,
    look: (slot: SourceSlot, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const slot = await board.add(source, { keep: source.kind !== 'own' });
    const closing = new AbortController();
    open.set(source.name, {
      plan,
      close() {
        closing.abort();
        slot.remove();
      },
    });
    await look(slot, closing.signal);
  }

  function end(name: string): void {
    open.get(name)?.close();
    open.delete(name);
  }

  return {
    async follow(plan) {
      if (asksPlatform(plan))
        client ??= await connect(parts.flags, parts.context, { timeoutMs: limits.answerTimeoutMs });
      const asked = client;
      const wanted = new Map(plan.subgraphs.map((subgraph) => [subgraph.name, subgraph]));
      const { graph } = plan;
      const graphName = graph && formatGraphRef(graph);
      for (const name of [...open.keys()])
        if (name !== graphName && open.get(name)?.plan !== JSON.stringify(wanted.get(name))) end(name);
      await Promise.all([
        ...[...wanted.values()]
          .filter(({ name }) => !open.has(name))
          .map((subgraph) =>
            begin(
              { name: subgraph.name, kind: isOwn(subgraph) ? 'own' : 'peer' },
              JSON.stringify(subgraph),
              async (slot, signal) => {
                await Promise.all([
                  followSubgraph(subgraph, slot, asked, parts, signal),
                  followLocalProcess(subgraph, parts, signal),
                ]);
              },
            ),
          ),
        ...(graph && graphName !== undefined && asked && !open.has(graphName)
          ? [
              begin({ name: graphName, kind: 'graph' }, '', (slot, signal) =>
                followPeer(createDeployedGraph(asked, graph), slot, registryTiming(limits), signal),
              ),
            ]
          : []),
      ]);
    },
    close() {
      for (const name of [...open.keys()]) end(name);
    },
  };
}

const asksPlatform = ({ graph, subgraphs }: DevPlan): boolean =>
  graph !== undefined || subgraphs.some(({ schema }) => schema.kind === 'registry');

/** Written by the developer at this machine. */
const isOwn = ({ schema }: DevSubgraph): boolean => schema.kind === 'file' || schema.kind === 'sdl';

const registryTiming = ({ graphPollMs, peerPauseMsMax }: DevLimits) => ({
  intervalMs: graphPollMs,
  pauseMsMax: Math.max(graphPollMs, peerPauseMsMax),
});

async function followSubgraph(
  { name, routingUrl, schema }: DevSubgraph,
  slot: SourceSlot,
  client: PlatformClient | undefined,
  { context, limits }: SourceParts,
  signal: AbortSignal,
): Promise<void> {
  const { peerPollMs: intervalMs, peerPauseMsMax: pauseMsMax } = limits;
  switch (schema.kind) {
    case 'file':
      return followSchemaFile({ name, given: schema.path, routingUrl }, slot, context.io, limits, signal);
    case 'sdl':
      return slot.report({
        kind: 'seen',
        subgraphs: [offer(name, `${name} (sdl)`, schema.sdl, routingUrl)],
      });
    case 'running': {
      const { url, headers } = schema;
      const look = async () => [
        offer(name, url, await fetchRunningSchema(name, url, headers, limits.answerTimeoutMs), routingUrl),
      ];
      return followPeer(look, slot, { intervalMs, pauseMsMax }, signal);
    }
    case 'registry': {
      if (client === undefined) throw new Error('a schema of the registry without a client to ask it');
      const look = () => lookUp(client, schema, { name, routingUrl }, context);
      return followPeer(look, slot, registryTiming(limits), signal);
    }
  }
}

async function lookUp(
  client: PlatformClient,
  { ref, subgraph }: Extract<SchemaPlace, { kind: 'registry' }>,
  { name, routingUrl }: { name: string; routingUrl: string | undefined },
  { io }: CommandContext,
): Promise<readonly OfferedSubgraph[]> {
  const published = await fetchSubgraph(client, await resolveGraphRef(ref, io), subgraph);
  return [offer(name, `${ref}/${subgraph}`, published.sdl, routingUrl ?? published.routingUrl)];
}

const offer = (
  name: string,
  path: string,
  text: string,
  routingUrl: string | undefined,
): OfferedSubgraph => ({
  name,
  source: joinSchemaFiles([{ path, text }]),
  routingUrl,
});

/** Of a schema that is read from a file nothing else would tell whether its service runs. */
async function followLocalProcess(
  subgraph: DevSubgraph,
  { limits, tell }: SourceParts,
  signal: AbortSignal,
): Promise<void> {
  const { name, routingUrl: url, start } = subgraph;
  if (!isOwn(subgraph) || url === undefined || !isLocal(url)) return;
  let wasDown = false;
  const told = (state: 'up' | 'down'): void => {
    if (state === 'down') tell({ kind: 'process-down', subgraph: name, url, start });
    else if (wasDown) tell({ kind: 'process-up', subgraph: name, url });
    wasDown = state === 'down';
  };
  await followProcess(url, told, limits, signal);
}
