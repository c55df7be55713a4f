import type { SubgraphError } from '../engine/engine.js';
import type { EntityStepPart } from '../plan/program.js';
import { pathsOfTargets, type ResponsePath } from './paths-of-targets.js';
import type { Lacking } from './represent-entities.js';
import type { Run } from './run-program.js';

/**
 * Entities that are not asked for, because they have not what it takes, stay without the fields. Where that is somebody's
 * fault it is told: each value of a wrong type, because nobody else may look at it; what a failed fetch has not brought
 * once for all entities of a place, unless that error is about all of the entity. What a condition left out, and what
 * belongs to an entity that a subgraph does not have, is absent by right.
 */
export function noteLacks(
  { places }: EntityStepPart,
  lacking: readonly Lacking[],
  subgraph: string,
  { tree, troubles }: Run,
): void {
  if (lacking.length === 0) return;
  const brought = places.names.filter((name) => name !== '__typename');
  const lackOf = new Map(lacking.map(({ target, lack }) => [target, lack]));
  /** Somebody failed to bring it, and what has been told of that is not about what is null for it. */
  const isUntold = (start: ResponsePath, lack: ResponsePath): boolean =>
    troubles.explainsInTree([...start, ...lack]) &&
    !brought.every((name) => troubles.explainsInTree([...start, name]));
  for (const path of places.paths) {
    let isTold = false;
    for (const [target, starts] of pathsOfTargets(tree, [path])) {
      const lack = lackOf.get(target);
      for (const start of lack ? starts : []) {
        if (lack?.kind === 'mistyped') troubles.located(mistyped(subgraph), [...start, ...onlyName(brought)]);
        else if (lack && !isTold && isUntold(start, lack.path)) {
          isTold = true;
          troubles.failed(notBrought(subgraph), { ...places, paths: [path] }, 'consequence');
        }
      }
    }
  }
}

const onlyName = (names: readonly string[]): ResponsePath => (names.length === 1 ? names : []);

const mistyped = (subgraph: string): SubgraphError => ({
  message:
    'A field could not be asked for: what it takes to ask for it has a value of another type than it should.',
  extensions: { subgraph, code: 'SUBGRAPH_RESPONSE_INVALID' },
});

const notBrought = (subgraph: string): SubgraphError => ({
  message: 'A field could not be asked for: a subgraph failed to bring what it takes to ask for it.',
  extensions: { subgraph, code: 'SUBGRAPH_RESPONSE_INVALID' },
});
