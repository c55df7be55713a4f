import type { GraphQLError } from 'graphql';
import { gatewayError } from '../gateway-error.js';
import type { SubgraphError } from '../engine/engine.js';
import type { Places } from '../plan/program.js';
import type { TreeNames } from '../plan/tree-names.js';
import { listPath, type ResponsePath } from './paths-of-targets.js';

/** What went wrong while fetching, and which nulls of the answer that explains. */
export interface Troubles {
  readonly errors: readonly GraphQLError[];
  /** A whole fetch brought nothing: everything that it was for is explained. */
  failed(error: SubgraphError, places: Places): void;
  /** One place failed. */
  located(error: SubgraphError, path: ResponsePath): void;
  /** At this place, above it or below it. */
  explains(path: ResponsePath): boolean;
}

/**
 * `explained`: places that are, '@' for any index; the troubles of one answer in parts share them.
 * `names` of the tree, which paths have until here, are the client's from here on.
 */
export function createTroubles(names: TreeNames, explained: ResponsePath[] = []): Troubles {
  const ofClient = (path: ResponsePath): ResponsePath =>
    path.map((step) => (typeof step === 'string' ? names.clientName(step) : step));
  const errors: GraphQLError[] = [];
  return {
    errors,
    failed(error, { paths, names: brought }) {
      for (const path of paths) {
        const whole = wholePath(path, brought);
        errors.push(toError(error, whole && ofClient(whole)));
        for (const name of brought) explained.push(ofClient([...path, name]));
      }
    },
    located(error, inTree) {
      const path = ofClient(inTree);
      errors.push(toError(error, path));
      explained.push(path);
    },
    explains: (path) => explained.some((place) => isOneAboveTheOther(place, path)),
  };
}

/** At the root there is a place to name only if the fetch was for one field. */
function wholePath(path: readonly string[], names: readonly string[]): ResponsePath | undefined {
  if (path.length > 0) return listPath(path);
  const [only, ...others] = names;
  return others.length === 0 && only !== undefined ? [only] : undefined;
}

function toError({ message, extensions }: SubgraphError, path: ResponsePath | undefined): GraphQLError {
  const { code, ...others } = extensions;
  return gatewayError(code as Parameters<typeof gatewayError>[0], message, {
    ...(path ? { path: [...path] } : {}),
    extensions: { ...others, code },
  });
}

function isOneAboveTheOther(place: ResponsePath, path: ResponsePath): boolean {
  const shared = Math.min(place.length, path.length);
  for (let i = 0; i < shared; i++) if (place[i] !== path[i] && place[i] !== '@') return false;
  return true;
}
