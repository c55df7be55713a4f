import { describe, expect, it } from '@jest/globals';
import { countJest } from './count-jest.mjs';
import { allGates, selectGates } from './gates.mjs';
import { summarise } from './summary.mjs';

const file = (status: string, ...statuses: string[]) => ({
  status,
  message: `${status} here`,
  assertionResults: statuses.map((each, index) => ({ status: each, fullName: `test ${index} ${each}` })),
});

describe('countJest', () => {
  it('counts tests and names those that were skipped', () => {
    const report = { testResults: [file('passed', 'passed', 'pending'), file('failed', 'passed', 'failed')] };
    expect(countJest(report, 1, 'out')).toEqual({
      passed: 2,
      failed: 1,
      skipped: ['test 1 pending'],
      output: 'failed here',
    });
  });

  it('counts a file that could not run as a failure', () => {
    expect(countJest({ testResults: [file('failed')] }, 1, 'out')).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts a run that failed without naming a test as a failure', () => {
    expect(countJest({ testResults: [file('passed', 'passed')] }, 1, 'out')).toMatchObject({
      passed: 1,
      failed: 1,
      output: 'out',
    });
    expect(countJest(undefined, 1, 'out')).toMatchObject({ failed: 1, output: 'out' });
  });
});

describe('summarise', () => {
  const result = (passed: number, failed: number, ...skipped: string[]) => ({ passed, failed, skipped });

  it('ends with one plain line', () => {
    expect(summarise([result(1, 0), result(20, 2)])).toEqual(['21 passed, 2 failed']);
  });

  it('names what was skipped before it', () => {
    expect(summarise([result(3, 0, 'in a browser')])).toEqual([
      'skipped: in a browser',
      '3 passed, 0 failed, 1 skipped',
    ]);
  });
});

describe('gates', () => {
  const names = (env: Record<string, string>, ...only: string[]) => {
    const { lanes, last } = selectGates(allGates(env), only);
    return [...lanes.flat(), ...last].map(({ name }) => name);
  };

  it('run integration tests on a second server when one is named, without showing its password', () => {
    const all = names({ KONTOR_TEST_DATABASE_URL: 'postgresql://me:secret@db.example:5433/postgres' });
    expect(all.filter((name) => name.startsWith('integration'))).toEqual([
      'integration (embedded PostgreSQL)',
      'integration (KONTOR_TEST_DATABASE_URL, db.example:5433)',
    ]);
    expect(names({}).filter((name) => name.startsWith('integration'))).toHaveLength(1);
  });

  it('can be chosen by name', () => {
    expect(names({}, 'unit', 'lint').sort()).toEqual(['lint', 'unit']);
  });
});
