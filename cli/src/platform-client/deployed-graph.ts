import * as z from 'zod';
import { formatGraphRef, type GraphRef } from '@kontor/protocol';
import { variantAbsent } from './absent.js';
import type { PlatformClient } from './client.js';
import { collectPages, connectionOf, CONNECTION_FIELDS } from './pages.js';

/** A schema may have 2 MiB: a page must stay below what one answer may hold. */
const SUBGRAPHS_PER_PAGE = 20;
const SUBGRAPHS_MAX = 500;

const CURRENT_LAUNCH = /* GraphQL */ `
  query DeployedLaunch($ref: String!) {
    variant(ref: $ref) {
      currentLaunch {
        id
      }
    }
  }
`;

const launchShape = z.object({
  variant: z.object({ currentLaunch: z.object({ id: z.string() }).nullable() }).nullable(),
});

const SUBGRAPHS = /* GraphQL */ `
  query DeployedSubgraphs($ref: String!, $first: Int!, $after: String) {
    variant(ref: $ref) {
      subgraphs(first: $first, after: $after) {
        ${CONNECTION_FIELDS}
        edges { node { name activeVersion { sdl routingUrl } } }
      }
    }
  }
`;

const subgraphShape = z.object({
  name: z.string(),
  activeVersion: z.object({ sdl: z.string(), routingUrl: z.string() }),
});

const subgraphsShape = z.object({
  variant: z.object({ subgraphs: connectionOf(subgraphShape) }).nullable(),
});

export interface DeployedSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly routingUrl: string;
}

/** The launch that gateways serve now; null when nothing was launched yet. Throws VARIANT_NOT_FOUND. */
export async function fetchCurrentLaunch(client: PlatformClient, ref: GraphRef): Promise<string | null> {
  const { variant } = await client.ask(CURRENT_LAUNCH, { ref: formatGraphRef(ref) }, launchShape);
  if (variant === null) throw variantAbsent(ref);
  return variant.currentLaunch?.id ?? null;
}

/** Schema and routing URL of every active subgraph. Throws VARIANT_NOT_FOUND. */
export async function fetchDeployedSubgraphs(
  client: PlatformClient,
  ref: GraphRef,
): Promise<readonly DeployedSubgraph[]> {
  const { items } = await collectPages(async (first, after) => {
    const page = { ref: formatGraphRef(ref), first: Math.min(first, SUBGRAPHS_PER_PAGE), after };
    const { variant } = await client.ask(SUBGRAPHS, page, subgraphsShape);
    if (variant === null) throw variantAbsent(ref);
    return variant.subgraphs;
  }, SUBGRAPHS_MAX);
  return items.map(({ name, activeVersion: { sdl, routingUrl } }) => ({ name, sdl, routingUrl }));
}
