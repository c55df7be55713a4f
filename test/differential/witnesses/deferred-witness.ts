import { getOperationAST } from 'graphql';
import type {
  Engine,
  EngineResult,
  IncrementalResult,
  IncrementalStep,
} from '../../../gateway/src/engine/engine.js';
import { mergeParts } from '../../support/gateway/merge-parts.js';
import { operationOf } from '../operations/operation.js';
import { withDefers } from '../operations/with-defers.js';
import type { World } from '../world/world.js';
import type { AnswerError, Witness } from './witness.js';

/** The engine, asked for parts of the operation later, and its parts put together as a client does it. */
export async function deferredWitness(engine: Engine, world: World): Promise<Witness> {
  const loaded = await engine.load({ sdl: world.supergraphSdl, hash: world.hash });
  return {
    name: 'deferred',
    inParts: true,
    async answer(operation, fetchSubgraph, { isOverridden }) {
      const { variables, operationName } = operation;
      const isQuery = getOperationAST(operation.document, operationName)?.operation === 'query';
      const document = isQuery ? withDefers(operation.document, operation.source) : operation.document;
      const asked = operationOf(document, variables, operationName);
      const { signal } = new AbortController();
      const result: EngineResult | IncrementalResult | undefined = await loaded.executeIncrementally?.(
        asked,
        { variables, fetchSubgraph, isOverridden },
        signal,
      );
      if (!result) throw new Error('an engine that cannot defer');
      if (result.kind === 'object') return { data: result.data, errors: result.errors.map(toError) };
      const steps: IncrementalStep[] = [];
      for await (const step of result.rest) steps.push(step);
      const later = steps.flatMap(({ completed }) => completed.flatMap(({ errors }) => errors));
      return {
        data: mergeParts(result, steps),
        errors: [...result.initial.errors, ...later].map(toError),
      };
    },
  };
}

const toError = ({ message, path, extensions }: EngineResult['errors'][number]): AnswerError => ({
  message,
  path,
  code: String(extensions['code']),
});
