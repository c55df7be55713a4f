import type { Disagreement, Report } from './run/run.js';

/** Counts per witness, then every disagreement whole. */
export function renderReport({ seed, supergraphs, witnesses, disagreements }: Report): string {
  const counts = Object.entries(witnesses).map(
    ([name, { operations, right, refused, wrong, hotPath }]) =>
      `${name.padEnd(WITNESS_COLUMN)} ${operations} operations, ${right} right, ${refused} refused, ${wrong} wrong` +
      (hotPath > 0 ? `; ${hotPath} by the hot path` : ''),
  );
  return [
    `seed ${seed}, supergraphs ${supergraphs.join(', ')}`,
    ...counts,
    ...disagreements.map(renderDisagreement),
    '',
  ].join('\n');
}

const WITNESS_COLUMN = 12;

const renderDisagreement = (one: Disagreement): string =>
  [
    '',
    `${one.witness} on ${one.supergraph}, operation ${one.index}${one.faults === undefined ? '' : `, faults: ${one.faults}`}`,
    ...one.findings.map((finding) => `- ${finding}`),
    one.operation,
    `variables ${JSON.stringify(one.variables)}`,
    `expected  ${JSON.stringify(one.expected)}`,
    `received  ${JSON.stringify(one.received)}`,
  ].join('\n');
