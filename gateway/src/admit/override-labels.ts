import type { ClientRequest } from './subgraph-headers.js';

/**
 * Does a label of one's own, `@override(from: "a", label: "new-catalogue")`, hold for this request? Asked for operations
 * whose plan depends on it; percentages the gateway draws itself.
 */
export type OverrideHook = (label: string, request: ClientRequest) => boolean;
