import { ERROR_CODES, type ErrorCode } from '@kontor/protocol';
import { adviseOn } from '../advice/advise.js';
import { locateRemark } from '../locate/locate-remark.js';
import type { CompositionHint, CompositionProblem } from '../problem.js';
import type { Subgraph } from '../subgraph/subgraph.js';
import type { ComposerRemark } from './composer.js';

export function describeProblem(remark: ComposerRemark, subgraphs: readonly Subgraph[]): CompositionProblem {
  const code = codeOf(remark);
  return {
    code,
    message: code === 'COMPOSER_FAILED' ? `${remark.code ?? 'no code'}: ${remark.message}` : remark.message,
    fix: adviseOn(code, remark, subgraphs),
    locations: locateRemark(remark, subgraphs),
  };
}

export const describeHint = (remark: ComposerRemark, subgraphs: readonly Subgraph[]): CompositionHint => ({
  code: remark.code ?? 'COMPOSITION_HINT',
  message: remark.message,
  locations: locateRemark(remark, subgraphs),
});

export const describeFailure = (message: string, suspects: readonly Subgraph[]): CompositionProblem => ({
  code: 'COMPOSER_FAILED',
  message: `The composer stopped with: ${message}`,
  fix: ERROR_CODES.COMPOSER_FAILED.fix,
  locations: suspects.map(({ name }) => ({
    subgraph: name,
    line: null,
    column: null,
    coordinate: null,
    derived: true,
  })),
});

/** A code that is not in our list is the composer's novelty: still a refusal, under a name that we can explain. */
const codeOf = ({ code }: ComposerRemark): ErrorCode =>
  code !== null && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'COMPOSER_FAILED';
