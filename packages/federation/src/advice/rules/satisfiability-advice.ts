import { adviseOnReasons } from '../../satisfiability/advise.js';
import { causesOf } from '../../satisfiability/reasons.js';
import type { AdviceRule } from '../advise.js';

/** A query that cannot be answered: which key is missing where. */
export const satisfiabilityAdvice: AdviceRule = ({ code, message }, subgraphs) =>
  code === 'SATISFIABILITY_ERROR' ? adviseOnReasons(causesOf(message), subgraphs) : undefined;
