import { no, ok, type Outcome } from '../command.js';
import type { CheckVerdict } from '../platform-client/check.js';
import type { SchemaSource } from '../schema/schema-source.js';
import { renderHints, renderProblems } from './problems.js';
import { shortHash } from './table.js';

/** What a check came to, for `subgraph check`, for a dry run and for `--check` before a publish. */
export function checkOutcome(
  { ref, name, dryRun }: { ref: string; name: string; dryRun: boolean },
  verdict: CheckVerdict,
  source: SchemaSource,
): Outcome {
  const data = { ref, name, dryRun, ...verdict };
  if (verdict.passed)
    return ok(data, (style) =>
      [
        `${style.good('✓')} ${style.bold(name)} would compose with what is live in ${style.bold(ref)}.${dryRun ? ' Nothing was published.' : ''}`,
        ...(verdict.supergraphHash === null
          ? []
          : [style.dim(`  supergraph ${shortHash(verdict.supergraphHash)}`)]),
        ...(verdict.hints.length === 0 ? [] : ['', renderHints(verdict.hints, style)]),
      ].join('\n'),
    );
  const reason = {
    code: 'CHECK_FAILED',
    message: `${name} would not compose with what is live in ${ref}: ${summaryOf(verdict.problems)}.`,
    fix: 'Correct the schema at the places named and check again.',
  };
  return no(reason, data, (style) =>
    [
      `${style.bad('✗')} ${style.bold(name)} would not compose with what is live in ${style.bold(ref)}.${dryRun ? ' Nothing was published.' : ''}`,
      renderProblems(verdict.problems, new Map([[name, source]]), style),
    ].join('\n\n'),
  );
}

/** `EXTERNAL_UNUSED, KEY_INVALID_FIELDS` */
export const summaryOf = (problems: readonly { code: string }[]): string =>
  [...new Set(problems.map(({ code }) => code))].join(', ') || 'no reason was given';
