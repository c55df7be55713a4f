import type { Context } from '../context.js';
import type { SupergraphResolvers } from '../generated/resolver-types.js';
import type { ArtifactRecord, LaunchRecord } from '../store/records.js';

interface SupergraphKey {
  readonly hash: string;
}

export const supergraphOf = (launch: LaunchRecord | null): SupergraphKey | null =>
  launch?.supergraphHash == null ? null : { hash: launch.supergraphHash };

/** Reached only through a variant or a launch, whose resolvers ask for supergraph:read. */
export const Supergraph: SupergraphResolvers = {
  sdl: async ({ hash }, _arguments, context) => (await artifact(context, hash)).sdl,
  apiSdl: async ({ hash }, _arguments, context) => (await artifact(context, hash)).apiSdl,
};

async function artifact({ loaders }: Context, hash: string): Promise<ArtifactRecord> {
  const found = await loaders.artifactByHash.load(hash);
  if (!found) throw new Error(`artifact ${hash} is gone`);
  return found;
}
