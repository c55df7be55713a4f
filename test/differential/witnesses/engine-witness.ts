import type { Engine } from '../../../gateway/src/engine/engine.js';
import type { World } from '../world/world.js';
import type { Witness } from './witness.js';

/** An engine as the gateway uses it. */
export async function engineWitness(engine: Engine, world: World): Promise<Witness> {
  const loaded = await engine.load({ sdl: world.supergraphSdl, hash: world.hash });
  return {
    name: engine.name,
    inParts: false,
    async answer(operation, fetchSubgraph, { isOverridden }) {
      const { documentHash, document, operationName, variables } = operation;
      const result = await loaded.execute(
        { documentHash, document, operationName },
        { variables, fetchSubgraph, isOverridden },
        new AbortController().signal,
      );
      return {
        data: result.data,
        errors: result.errors.map(({ message, path, extensions }) => ({
          message,
          path,
          code: String(extensions['code']),
        })),
      };
    },
  };
}
