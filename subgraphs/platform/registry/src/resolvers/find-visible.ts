import type { GraphRef } from '@kontor/protocol';
import type { Context } from '../context.js';
import type { LaunchRecord, SubgraphVersionRecord, VariantRecord } from '../store/records.js';
import { onlyVisible, requirePermission } from './permit.js';

/**
 * Things that a caller names by key. Each is looked up together with the graph it belongs to, and is null when there is
 * none that this key may see; needs graph:read.
 */
export async function findVisibleVariant(context: Context, id: string): Promise<VariantRecord | null> {
  const variant = await context.loaders.variantById.load(id);
  return (await isVisible(context, variant)) ? variant : null;
}

export async function findVisibleVariantByRef(
  context: Context,
  ref: GraphRef,
): Promise<VariantRecord | null> {
  const variant = await context.loaders.variantByRef.load(ref);
  return onlyVisible(context, variant && variant.graph) ? variant : null;
}

export async function findVisibleLaunch(context: Context, id: string): Promise<LaunchRecord | null> {
  const launch = await context.loaders.launchById.load(id);
  return launch && (await findVisibleVariant(context, launch.variantId)) ? launch : denyOrNull(context);
}

export async function findVisibleVersion(
  context: Context,
  id: string,
): Promise<SubgraphVersionRecord | null> {
  const version = await context.loaders.versionById.load(id);
  return version && (await findVisibleVariant(context, version.variantId)) ? version : denyOrNull(context);
}

async function isVisible(context: Context, variant: VariantRecord | null): Promise<boolean> {
  const graph = variant && (await context.loaders.graphById.load(variant.graphId));
  return onlyVisible(context, graph) !== null;
}

/** A key without graph:read hears the same, whether or not the thing exists. */
function denyOrNull(context: Context): null {
  requirePermission(context, 'graph:read');
  return null;
}
