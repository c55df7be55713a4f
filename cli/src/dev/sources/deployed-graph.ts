import { formatGraphRef, type GraphRef } from '@kontor/protocol';
import type { PlatformClient } from '../../platform-client/client.js';
import { fetchCurrentLaunch, fetchDeployedSubgraphs } from '../../platform-client/deployed-graph.js';
import { joinSchemaFiles } from '../../schema/schema-source.js';
import type { OfferedSubgraph } from '../facts.js';

/** What is live in a graph; its schemas are fetched again only when a launch has changed them. */
export function createDeployedGraph(
  client: PlatformClient,
  ref: GraphRef,
): () => Promise<readonly OfferedSubgraph[]> {
  let known: { launch: string | null; subgraphs: readonly OfferedSubgraph[] } | undefined;
  return async () => {
    const launch = await fetchCurrentLaunch(client, ref);
    if (known?.launch === launch) return known.subgraphs;
    const deployed = await fetchDeployedSubgraphs(client, ref);
    const subgraphs = deployed.map(({ name, sdl, routingUrl }) => ({
      name,
      source: joinSchemaFiles([{ path: `${formatGraphRef(ref)}/${name}`, text: sdl }]),
      routingUrl,
    }));
    known = { launch, subgraphs };
    return subgraphs;
  };
}
