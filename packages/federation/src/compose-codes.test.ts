import { describe, expect, it } from '@jest/globals';
import { ERRORS } from '@apollo/federation-internals';
import { ERROR_CODES, type ErrorCode } from '@kontor/protocol';
import { compose, type Compose } from './compose.js';
import type { CompositionProblem } from './problem.js';
import { CODE_CASES, titleOf, type CodeCase } from './test-support/code-cases.js';
import { ACCEPTED, DERIVED, OTHER_CODES, OTHER_PLACES } from './test-support/composer-differences.js';
import { composeWithSecond } from './test-support/composers.js';

/** Codes of the composer's registry that no set of subgraphs provokes, and why. */
const NEVER_FROM_SUBGRAPHS: Partial<Record<ErrorCode, string>> = {
  UNSUPPORTED_LINKED_FEATURE:
    'raised where a supergraph is loaded with a list of supported features; composing gives none',
  UNSUPPORTED_FEATURE: 'in the registry only: nothing in the composer raises it',
  INVALID_FEDERATION_SUPERGRAPH: 'raised where a supergraph is loaded; composing builds it itself',
  DOWNSTREAM_SERVICE_ERROR: 'raised by a gateway while it executes',
};

const problemsOf = (
  composeIt: Compose,
  { subgraphs, limits }: CodeCase,
): readonly CompositionProblem[] | undefined => {
  const inputs = Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: `http://${name}.test/`, sdl }));
  const result = composeIt(inputs, limits);
  return result.kind === 'refused' ? result.problems : undefined;
};

const codesOf = (problems: readonly CompositionProblem[] | undefined) => problems?.map(({ code }) => code);

const placesOf = (problems: readonly CompositionProblem[], code: ErrorCode): string[] =>
  problems
    .filter((problem) => problem.code === code)
    .flatMap(({ locations }) => locations)
    .map(({ subgraph, line, column, coordinate, derived }) =>
      `${derived ? '~' : ''}${subgraph ?? '?'} ${line ?? '?'}:${column ?? '?'} ${coordinate ?? ''}`.trimEnd(),
    );

const expectToBeExplained = (problems: readonly CompositionProblem[]) => {
  for (const { message, fix } of problems) expect([message, fix]).not.toContain('');
};

const TITLED_CASES = CODE_CASES.map((row) => [titleOf(row), row] as const);

describe('every code of the composer', () => {
  it.each(TITLED_CASES)('%s comes with its places', (_title, row) => {
    const problems = problemsOf(compose, row) ?? [];
    expect(codesOf(problems)).toContain(row.code);
    expect(placesOf(problems, row.code)).toEqual(row.at);
    expectToBeExplained(problems);
  });

  it('is either provoked above or known never to come from subgraphs', () => {
    const provoked = CODE_CASES.map(({ code }) => code);
    const known = [...provoked, ...Object.keys(NEVER_FROM_SUBGRAPHS)];
    expect([...new Set(known)].toSorted()).toEqual(
      Object.values(ERRORS)
        .map(({ code }) => code)
        .toSorted(),
    );
    expect(provoked.filter((code) => Object.hasOwn(NEVER_FROM_SUBGRAPHS, code))).toEqual([]);
  });

  it('is in the list of public errors', () => {
    for (const { code } of Object.values(ERRORS))
      expect(ERROR_CODES).toHaveProperty(code, expect.objectContaining({ area: 'composition' }));
  });
});

describe('the second composer', () => {
  const otherPlaces = new Map(Object.values(OTHER_PLACES).flatMap((titles) => Object.entries(titles)));

  it.each(TITLED_CASES)('gives %s as the first does, or as the list of differences says', (title, row) => {
    const problems = problemsOf(composeWithSecond, row);
    const first = codesOf(problemsOf(compose, row));
    expect(codesOf(problems)).toEqual(title in ACCEPTED ? undefined : (OTHER_CODES[title]?.codes ?? first));
    expectToBeExplained(problems ?? []);
    if (!codesOf(problems)?.includes(row.code)) return;
    const derived = DERIVED.includes(title) ? row.at.map((place) => `~${place}`) : row.at;
    expect(placesOf(problems ?? [], row.code)).toEqual(otherPlaces.get(title) ?? derived);
  });

  it('is not listed to differ where it does not', () => {
    const titles = TITLED_CASES.map(([title]) => title);
    const listed = [...Object.keys(ACCEPTED), ...Object.keys(OTHER_CODES), ...DERIVED, ...otherPlaces.keys()];
    expect(listed.filter((title) => !titles.includes(title))).toEqual([]);
    for (const [title, row] of TITLED_CASES) {
      expect(OTHER_CODES[title]?.codes).not.toEqual(codesOf(problemsOf(compose, row)));
      expect(otherPlaces.get(title)).not.toEqual(row.at);
    }
  });
});
