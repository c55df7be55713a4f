import type { CaseResult, SuiteResult } from './run-suite.ts';

type Wrong = Extract<CaseResult, { kind: 'wrong' }>;

export interface Summary {
  readonly right: number;
  readonly total: number;
  readonly wrong: readonly (Omit<Wrong, 'kind'> & { readonly suite: string; readonly index: number })[];
}

export function summarise(results: readonly SuiteResult[]): Summary {
  const all = results.flatMap(({ suite, cases }) => cases.map((one, index) => ({ suite, index, one })));
  const wrong = all.flatMap(({ suite, index, one }) =>
    one.kind === 'wrong'
      ? [{ suite, index, query: one.query, expected: one.expected, received: one.received }]
      : [],
  );
  return { right: all.length - wrong.length, total: all.length, wrong };
}

/** One line per suite, then every wrong case whole. */
export function renderReport(results: readonly SuiteResult[]): string {
  const { right, total, wrong } = summarise(results);
  const suites = results.map(({ suite, cases }) => {
    const marks = cases.map(({ kind }) => (kind === 'right' ? '.' : 'X')).join('');
    return `${suite.padEnd(SUITE_COLUMN)} ${marks}`;
  });
  const details = wrong.map(
    ({ suite, index, query, expected, received }) =>
      `${suite} ${index}\n${query.trimEnd()}\n  expected ${JSON.stringify(expected)}\n  received ${JSON.stringify(received)}\n`,
  );
  return [...suites, '', ...details, `${right} of ${total}`, ''].join('\n');
}

const SUITE_COLUMN = 40;
