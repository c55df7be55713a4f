import { formatGraphRef, type Actor, type GraphRef, type Permission } from '@kontor/protocol';
import { admit } from '../domain/access.js';
import { reject, type Rejection } from '../domain/rejection.js';
import type { VariantInGraph } from '../store/records.js';
import type { Store } from '../store/store.js';

/** The variant of a ref, if this actor has `permission` on its graph. */
export async function findVariant(
  store: Store,
  actor: Actor,
  permission: Permission,
  ref: GraphRef,
): Promise<{ readonly kind: 'found'; readonly variant: VariantInGraph } | Rejection> {
  const graph = await store.graphs.findByName(ref.graph);
  const admission = admit(actor, permission, ref.graph, graph ?? undefined);
  if (admission.kind === 'rejected' || !graph) return admission as Rejection;
  const variant = await store.variants.findByName(graph.id, ref.variant);
  return variant
    ? { kind: 'found', variant: { ...variant, graph } }
    : reject('VARIANT_NOT_FOUND', `There is no variant ${formatGraphRef(ref)}.`);
}
