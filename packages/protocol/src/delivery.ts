/**
 * Delivery: how a gateway gets the supergraph of a variant from the platform.
 *
 *   GET /artifacts/<graph>/<variant>/supergraph?waitMs=<0..30000>
 *   authorization: Bearer <API key with supergraph:read>
 *   if-none-match: "<hash>"
 *
 *   200  body = supergraph SDL; etag "<hash>", `kontor-launch-id`, `kontor-launch-sequence`
 *   304  still the hash that was sent, after holding the request for up to waitMs (long poll)
 *   401 KEY_INVALID | 403 PERMISSION_DENIED | 404 GRAPH_NOT_FOUND, VARIANT_NOT_FOUND, SUPERGRAPH_NOT_READY  body = ErrorBody
 *
 * `<hash>` is {@link artifactHash} of the body: a gateway recomputes it and refuses what differs.
 */
export const DELIVERY_WAIT_MS_MAX = 30_000;
export const LAUNCH_ID_HEADER = 'kontor-launch-id';
export const LAUNCH_SEQUENCE_HEADER = 'kontor-launch-sequence';

export const supergraphPath = (graph: string, variant: string): string =>
  `/artifacts/${encodeURIComponent(graph)}/${encodeURIComponent(variant)}/supergraph`;

/** Every refusal over plain HTTP has this body; GraphQL refusals carry the same code in `extensions.code`. */
export interface ErrorBody {
  error: { code: string; message: string; fix: string };
}

/** How long after a revocation a key may still work, anywhere: caches of keys refresh within it. */
export const KEY_SNAPSHOT_REFRESH_MS = 5_000;
