import { describe, expect, it } from '@jest/globals';
import { createTrouble } from './trouble.js';

function heard(report: (say: (message: string) => void, pass: (ms: number) => void) => void): object[] {
  let nowMs = 0;
  const lines: object[] = [];
  const trouble = createTrouble(() => nowMs);
  trouble.reportTo({ warn: (facts) => lines.push(facts) });
  report(trouble.report, (ms) => (nowMs += ms));
  return lines;
}

describe('trouble with sending', () => {
  it('is told once, and again after a while with how often it came meanwhile', () => {
    const lines = heard((say, pass) => {
      for (let n = 1; n <= 500; n += 1) say(`Dropped ${n} spans`);
      pass(60_000);
      say('Dropped 7 spans');
    });
    expect(lines).toEqual([{ trouble: 'Dropped 1 spans' }, { trouble: 'Dropped 7 spans', suppressed: 499 }]);
  });

  it('is told apart by kind, of which there is a bounded number', () => {
    const letters = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    expect(heard((say) => ['refused', 'timed out', 'refused'].forEach(say))).toHaveLength(2);
    const flood = heard((say) => {
      for (let n = 0; n < 1_000; n += 1) say(`trouble ${letters(n)}`);
    });
    expect(flood.length).toBeLessThan(50);
  });

  it('is nobody’s until there is a log', () => {
    expect(() => createTrouble().report('refused')).not.toThrow();
  });
});
