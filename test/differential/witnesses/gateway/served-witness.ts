import type { Engine } from '../../../../gateway/src/engine/engine.js';
import type { World } from '../../world/world.js';
import type { Witness } from '../witness.js';
import { askedGateway, toAnswer } from './asked-gateway.js';

/** The long way: each request goes through Apollo Server's pipeline. */
export async function servedWitness(world: World, engine: Engine): Promise<Witness> {
  const gateway = await askedGateway(world, engine, { hasHotPath: false });
  return {
    name: 'served',
    inParts: false,
    async answer({ source: query, operationName, variables }, fetchSubgraph, circumstances) {
      gateway.use(fetchSubgraph, circumstances);
      const reply = await gateway.ask({ query, operationName, variables });
      return toAnswer(reply, reply.hotPath ? ['the hot path answers although it is off'] : []);
    },
    close: () => gateway.close(),
  };
}
