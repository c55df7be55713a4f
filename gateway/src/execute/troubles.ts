import type { GraphQLError } from 'graphql';
import type { FetchStep } from '../plan/program.js';

/** What went wrong while fetching, and which nulls of the answer that explains. */
export interface Troubles {
  readonly errors: readonly GraphQLError[];
  /** A whole fetch brought nothing: everything that it was for is explained. */
  failed(error: GraphQLError, step: FetchStep): void;
  /** One place failed; without a path, the whole fetch. */
  located(error: GraphQLError, step: FetchStep): void;
  /** At this place, above it or below it. */
  explains(path: readonly (string | number)[]): boolean;
}

export function createTroubles(): Troubles {
  const errors: GraphQLError[] = [];
  /** '@' stands for any index. */
  const places: (readonly (string | number)[])[] = [];
  const failed: Troubles['failed'] = (error, step) => {
    errors.push(error);
    for (const name of step.names) places.push([...step.path, name]);
  };
  return {
    errors,
    failed,
    located(error, step) {
      if (!error.path) return failed(error, step);
      errors.push(error);
      places.push(error.path);
    },
    explains: (path) => places.some((place) => isOneAboveTheOther(place, path)),
  };
}

function isOneAboveTheOther(
  place: readonly (string | number)[],
  path: readonly (string | number)[],
): boolean {
  const shared = Math.min(place.length, path.length);
  for (let i = 0; i < shared; i++) if (place[i] !== path[i] && place[i] !== '@') return false;
  return true;
}
