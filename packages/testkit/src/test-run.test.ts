import { describe, expect, it } from '@jest/globals';
import { hostHash, isLeftover, ownRun } from './test-run.js';

const dead = () => false;
const alive = () => true;

describe('a leftover database', () => {
  const mine = `kontor_test_${ownRun()}_1a2b3c4d5e`;

  it('was made on this machine by a process that no longer lives', () => {
    expect(isLeftover(mine, dead)).toBe(true);
    expect(isLeftover(mine, alive)).toBe(false);
  });

  it('asks about the process in its name', () => {
    const asked: number[] = [];
    isLeftover(`kontor_test_${hostHash()}_4711_template_x`, (pid) => asked.push(pid) > 0);
    expect(asked).toEqual([4711]);
  });

  it.each(['kontor_test_mine_scratch', 'kontor_storefront_products', 'postgres', 'kontor_test_ffffff_12_a'])(
    'is not %s',
    (name) => {
      expect(isLeftover(name, dead, '000000')).toBe(false);
    },
  );
});
