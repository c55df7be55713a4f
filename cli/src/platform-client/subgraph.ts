import * as z from 'zod';
import { formatGraphRef, type GraphRef } from '@kontor/protocol';
import { subgraphAbsent, variantAbsent } from './absent.js';
import type { PlatformClient } from './client.js';

const SUBGRAPH = /* GraphQL */ `
  query Subgraph($ref: String!, $name: String!) {
    variant(ref: $ref) {
      subgraph(name: $name) {
        activeVersion {
          id
          sdl
          sdlHash
          routingUrl
          createdAt
        }
      }
    }
  }
`;

const version = z.object({
  id: z.string(),
  sdl: z.string(),
  sdlHash: z.string(),
  routingUrl: z.string(),
  createdAt: z.string(),
});

const shape = z.object({
  variant: z.object({ subgraph: z.object({ activeVersion: version }).nullable() }).nullable(),
});

/** The live version of a subgraph. Throws VARIANT_NOT_FOUND or SUBGRAPH_NOT_FOUND. */
export async function fetchSubgraph(
  client: PlatformClient,
  ref: GraphRef,
  name: string,
): Promise<z.infer<typeof version>> {
  const { variant } = await client.ask(SUBGRAPH, { ref: formatGraphRef(ref), name }, shape);
  if (variant === null) throw variantAbsent(ref);
  if (variant.subgraph === null) throw subgraphAbsent(ref, name);
  return variant.subgraph.activeVersion;
}
