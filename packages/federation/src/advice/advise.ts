import { ERROR_CODES, type ErrorCode } from '@kontor/protocol';
import type { ComposerRemark } from '../composer/composer.js';
import type { Subgraph } from '../subgraph/subgraph.js';
import { lostKeyAdvice } from './rules/lost-key-advice.js';
import { satisfiabilityAdvice } from './rules/satisfiability-advice.js';

/** Advice for this very problem; undefined when the rule does not apply. */
export type AdviceRule = (
  remark: Pick<ComposerRemark, 'code' | 'message'>,
  subgraphs: readonly Subgraph[],
) => string | undefined;

/** Where the general advice of a code can be bettered by naming names. */
const RULES: readonly AdviceRule[] = [satisfiabilityAdvice, lostKeyAdvice];

export function adviseOn(code: ErrorCode, remark: ComposerRemark, subgraphs: readonly Subgraph[]): string {
  for (const rule of RULES) {
    const advice = rule(remark, subgraphs);
    if (advice !== undefined) return advice;
  }
  return ERROR_CODES[code].fix;
}
