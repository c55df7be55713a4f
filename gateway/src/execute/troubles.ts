import type { SubgraphError } from '../engine/engine.js';
import type { Places } from '../plan/program.js';
import type { TreeNames } from '../plan/tree-names.js';
import { listPath, type ResponsePath } from './paths-of-targets.js';

/** Something that went wrong while fetching. */
export interface Trouble {
  readonly error: SubgraphError;
  /** In the tree: the client may see less (`told-errors.ts`). Undefined: it is about no place in particular. */
  readonly path: ResponsePath | undefined;
  readonly kind: TroubleKind;
}

/** One place, a whole fetch that brought nothing, or one that was not sent because another brought nothing. */
export type TroubleKind = 'place' | 'fetch' | 'consequence';

/** What went wrong while fetching, and which nulls of the answer that explains. */
export interface Troubles {
  readonly all: readonly Trouble[];
  /** A whole fetch brought nothing: everything that it was for is explained. */
  failed(error: SubgraphError, places: Places, kind?: TroubleKind): void;
  /** One place of the tree failed. */
  located(error: SubgraphError, path: ResponsePath, kind?: TroubleKind): void;
  /** At this place of the answer, above it or below it. */
  explains(path: ResponsePath): boolean;
  /** The same of a place in the tree. */
  explainsInTree(path: ResponsePath): boolean;
}

/**
 * `explained`: places that are, '@' for any index; the troubles of one answer in parts share them.
 * `names` of the tree, which paths have until here, are the client's in there.
 */
export function createTroubles(names: TreeNames, explained: ResponsePath[] = []): Troubles {
  const ofClient = (path: ResponsePath): ResponsePath =>
    path.map((step) => (typeof step === 'string' ? names.clientName(step) : step));
  const all: Trouble[] = [];
  const explains = (path: ResponsePath): boolean =>
    explained.some((place) => isOneAboveTheOther(place, path));
  return {
    all,
    failed(error, { paths, names: brought }, kind = 'fetch') {
      for (const path of paths) {
        all.push({ error, path: wholePath(path, brought), kind });
        for (const name of brought) explained.push(ofClient([...path, name]));
      }
    },
    located(error, path, kind = 'place') {
      all.push({ error, path, kind });
      explained.push(ofClient(path));
    },
    explains,
    explainsInTree: (path) => explains(ofClient(path)),
  };
}

/** At the root there is a place to name only if the fetch was for one field. */
function wholePath(path: readonly string[], names: readonly string[]): ResponsePath | undefined {
  if (path.length > 0) return listPath(path);
  const [only, ...others] = names;
  return others.length === 0 && only !== undefined ? [only] : undefined;
}

function isOneAboveTheOther(place: ResponsePath, path: ResponsePath): boolean {
  const shared = Math.min(place.length, path.length);
  for (let i = 0; i < shared; i++) if (place[i] !== path[i] && place[i] !== '@') return false;
  return true;
}
