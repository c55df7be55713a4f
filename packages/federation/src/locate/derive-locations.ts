import type { ComposerRemark } from '../composer/composer.js';
import type { SchemaLocation } from '../problem.js';
import type { Subgraph } from '../subgraph/subgraph.js';
import { coordinateRule } from './rules/coordinate-rule.js';
import { linkRule } from './rules/link-rule.js';
import { satisfiabilityRule } from './rules/satisfiability-rule.js';
import { subgraphRule } from './rules/subgraph-rule.js';

/** Places that follow from a remark; empty when the rule does not apply. */
export type LocationRule = (
  remark: Pick<ComposerRemark, 'code' | 'message' | 'coordinate'>,
  subgraphs: readonly Subgraph[],
) => readonly SchemaLocation[];

/** From the most to the least particular: the first that applies wins. Nothing is invented when none does. */
const RULES: readonly LocationRule[] = [satisfiabilityRule, linkRule, coordinateRule, subgraphRule];

/** Derives places by rule where the composer gave none; each is marked `derived`. */
export function deriveLocations(
  remark: ComposerRemark,
  subgraphs: readonly Subgraph[],
): readonly SchemaLocation[] {
  for (const rule of RULES) {
    const places = rule(remark, subgraphs);
    if (places.length > 0) return places;
  }
  return [];
}
