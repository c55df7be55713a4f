/** Bounds that hold before any parser runs. Generous for real schemas, small enough to stay in memory. */
export const SUBGRAPHS_MAX = 500;
export const SUBGRAPH_SDL_BYTES_MAX = 2 * 1024 * 1024;
export const SUBGRAPH_TOKENS_MAX = 400_000;
/** Nesting of brackets; a parser that recurses overflows its stack near 2,000. */
export const SUBGRAPH_DEPTH_MAX = 200;
export const SUPERGRAPH_SDL_BYTES_MAX = 64 * 1024 * 1024;
export const SUPERGRAPH_TOKENS_MAX = 8_000_000;
export const SUPERGRAPH_DEPTH_MAX = 200;
/** Problems listed for one refusal; a schema that is wrong everywhere is told so by the first ones. */
export const PROBLEMS_MAX = 200;
/** Places listed for one problem or hint. */
export const LOCATIONS_PER_PROBLEM_MAX = 20;
