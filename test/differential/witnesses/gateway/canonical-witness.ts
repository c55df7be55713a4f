import { canonicalDocument, readDefinitions } from '@kontor/operation';
import type { Engine } from '../../../../gateway/src/engine/engine.js';
import { siblingOf } from '../../operations/sibling.js';
import type { World } from '../../world/world.js';
import type { Witness } from '../witness.js';
import { askedGateway, toAnswer } from './asked-gateway.js';

/**
 * The way of documents that are new and yet known: first a sibling is asked, which differs in names, aliases, the order
 * of fragments and literals; then the operation itself, which the sibling's plan must serve.
 */
export async function canonicalWitness(world: World, engine: Engine): Promise<Witness> {
  const gateway = await askedGateway(world, engine, { hasHotPath: true });
  let asked = 0;
  return {
    name: 'canonical',
    inParts: false,
    async answer(operation, fetchSubgraph, circumstances) {
      gateway.use(fetchSubgraph, circumstances);
      const { operationName, variables } = operation;
      // A comment makes each text a new one, whoever has asked the same before.
      const news = `# ${(asked += 1)}\n`;
      const sibling = siblingOf(operation, world.api);
      const first = await gateway.ask({
        query: `${news}${sibling.source}`,
        operationName: sibling.operationName,
        variables,
      });
      circumstances.startOver();
      const reply = await gateway.ask({ query: `${news}${operation.source}`, operationName, variables });
      const wasExecuted = (JSON.parse(first.text) as { data?: unknown }).data !== undefined;
      const isMissed = wasExecuted && !reply.hotPath && hasCanonicalText(operation.source);
      return toAnswer(reply, isMissed ? ['no plan of a sibling serves the document'] : []);
    },
    close: () => gateway.close(),
  };
}

function hasCanonicalText(source: string): boolean {
  const definitions = readDefinitions(source);
  return definitions !== undefined && canonicalDocument(definitions) !== undefined;
}
