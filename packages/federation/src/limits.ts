import { DEFAULT_SDL_LIMITS, type DocumentLimits } from '@kontor/operation';

/** Bounds that hold before any parser or composer runs. */
export const SUBGRAPHS_MAX = 500;
export const SUBGRAPH_LIMITS: DocumentLimits = DEFAULT_SDL_LIMITS;
export const SUPERGRAPH_LIMITS: DocumentLimits = {
  bytesMax: 64 * 1024 * 1024,
  tokensMax: 8_000_000,
  depthMax: DEFAULT_SDL_LIMITS.depthMax,
};
/** Ways through the subgraphs held at once while it is checked that every query can be answered. */
export const VALIDATION_PATHS_MAX = 1_000_000;
/** Problems listed for one refusal; a schema that is wrong everywhere is told so by the first ones. */
export const PROBLEMS_MAX = 200;
/** Places listed for one problem or hint. */
export const LOCATIONS_PER_PROBLEM_MAX = 20;
