import { getOperationAST } from 'graphql';
import type { Engine } from '../../../../gateway/src/engine/engine.js';
import type { World } from '../../world/world.js';
import type { Witness } from '../witness.js';
import { askedGateway, toAnswer, type GatewayReply } from './asked-gateway.js';

/**
 * The short way: the operation is asked until it is known, and then answered before Apollo Server's pipeline; queries by
 * two clients at once, who may share what is fetched.
 */
export async function hotWitness(world: World, engine: Engine): Promise<Witness> {
  const gateway = await askedGateway(world, engine, { hasHotPath: true });
  let asked = 0;
  return {
    name: 'hot',
    inParts: false,
    async answer({ source, document, operationName, variables }, fetchSubgraph, circumstances) {
      gateway.use(fetchSubgraph, circumstances);
      // A comment makes each text a new one, whoever has asked the same before.
      const query = `# ${(asked += 1)}\n${source}`;
      const again = (): Promise<GatewayReply> => {
        circumstances.startOver();
        return gateway.ask({ query, operationName, variables });
      };
      const news = await again();
      // A plan of an operation like it may have answered already: the second time a text is taken the long way.
      const first = news.hotPath ? await again() : news;
      const isQuery = getOperationAST(document, operationName)?.operation === 'query';
      const [second, ...others] = isQuery ? await Promise.all([again(), again()]) : [await again()];
      const findings = [second, ...others].flatMap((reply) => differences(first, reply));
      return toAnswer(second, findings);
    },
    close: () => gateway.close(),
  };
}

/** What was not executed has to take the long way; errors may come in another order. */
export function differences(first: GatewayReply, later: GatewayReply): readonly string[] {
  const { data, errors } = JSON.parse(first.text) as { data?: unknown; errors?: unknown };
  const findings: string[] = [];
  if (data !== undefined && !later.hotPath) findings.push('the hot path does not answer what is known');
  if (errors === undefined && later.text !== first.text)
    findings.push('the hot path answers in other words than the long way');
  if (later.status !== first.status) findings.push('the hot path answers with another status');
  if (later.contentType !== first.contentType) findings.push('the hot path answers with another media type');
  return findings;
}
