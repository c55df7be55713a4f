import { describe, expect, it } from '@jest/globals';
import { nextPoll } from './poll-pace.js';
import { DEFAULT_REGISTRY_LIMITS as limits } from './registry-source.js';

const since = new Date(0);
const connected = { kind: 'connected', since } as const;
const waiting = { kind: 'waiting', since, code: 'SUPERGRAPH_NOT_READY' } as const;
const stale = { kind: 'stale', since, code: 'PLATFORM_UNREACHABLE' } as const;

describe('the pace of polls', () => {
  it('in touch: never at once, and never all at the same time', () => {
    expect(nextPoll(connected, 0, limits, () => 0)).toEqual({ pauseMs: 200, waitMs: 22_500 });
    expect(nextPoll(connected, 0, limits, () => 1)).toEqual({ pauseMs: 400, waitMs: 30_000 });
  });

  it('out of touch: pauses double up to a limit, at least half of it by chance, and nothing is held', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 60].map((failures) => nextPoll(stale, failures, limits, () => 1));
    expect(pauses.map(({ pauseMs }) => pauseMs)).toEqual([
      250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
    ]);
    expect(pauses.every(({ waitMs }) => waitMs === 0)).toBe(true);
    expect(nextPoll(stale, 1, limits, () => 0).pauseMs).toBe(125);
  });

  it('stays quick while there is no supergraph yet', () => {
    expect(nextPoll(waiting, 0, limits, () => 0).pauseMs).toBeGreaterThan(200);
    expect(nextPoll(waiting, 0, limits, () => 1).pauseMs).toBeLessThan(600);
  });
});
