export { createComposer, type Composer } from './composer.js';
export { composeLimitsFrom, DEFAULT_COMPOSE_LIMITS, type ComposeLimits } from './limits.js';
export type { ComposedSupergraph, ComposeFailure, ComposeOutcome, ComposeSubgraph } from './outcome.js';
