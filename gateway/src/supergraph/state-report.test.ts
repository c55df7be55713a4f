import { beforeEach, describe, expect, it } from '@jest/globals';
import { createStateReport, type StateReport } from './state-report.js';

const limits = { reminderMs: 60_000, changesMax: 4 };
const unreachable = {
  kind: 'stale',
  code: 'PLATFORM_UNREACHABLE',
  message: 'the platform did not answer',
} as const;

let nowMs: number;
let lines: string[];
let facts: object[];
let report: StateReport;

beforeEach(() => {
  nowMs = 0;
  lines = [];
  facts = [];
  const take = (level: string) => (said: object, message: string) => {
    lines.push(`${level} ${message}`);
    facts.push(said);
  };
  report = createStateReport({
    source: 'registry shop@current',
    log: { info: take('info'), warn: take('warn'), error: take('error') },
    now: () => new Date(nowMs),
    served: () => 'sha256-a',
    limits,
  });
});

const after = (ms: number, seen: Parameters<StateReport['observe']>[0]): void => {
  nowMs += ms;
  report.observe(seen);
};

describe('the report of a source', () => {
  it('tells a change once, and what is served meanwhile', () => {
    after(1_000, { kind: 'connected' });
    after(1_000, { kind: 'connected' });
    after(1_000, unreachable);
    after(1_000, unreachable);
    expect(lines).toEqual([
      'info in touch with the platform',
      'warn out of touch since 1970-01-01T00:00:03.000Z: the platform did not answer',
    ]);
    expect(facts[1]).toEqual({
      source: 'registry shop@current',
      code: 'PLATFORM_UNREACHABLE',
      since: new Date(3_000),
      supergraphHash: 'sha256-a',
    });
  });

  it('keeps since when it is out of touch although the reason changes', () => {
    after(1_000, unreachable);
    after(1_000, { kind: 'stale', code: 'KEY_SNAPSHOT_UNAVAILABLE', message: 'keys cannot be checked' });
    expect(report.state()).toEqual({
      kind: 'stale',
      since: new Date(1_000),
      code: 'KEY_SNAPSHOT_UNAVAILABLE',
    });
    expect(lines).toHaveLength(2);
  });

  it('reminds while it lasts: an hour in 60 lines, however often it is tried', () => {
    for (let second = 0; second < 3_600; second++) after(1_000, unreachable);
    expect(lines).toHaveLength(60);
    expect(report.state()).toEqual({ kind: 'stale', since: new Date(1_000), code: 'PLATFORM_UNREACHABLE' });
  });

  it('does not fill the log when the platform comes and goes', () => {
    for (let second = 0; second < 600; second++)
      after(1_000, second % 2 === 0 ? unreachable : { kind: 'connected' });
    expect(lines.length).toBeLessThanOrEqual(10 * (limits.changesMax + 1));
    expect(report.state().kind).toBe('connected');
  });
});
