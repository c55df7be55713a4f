import type { SourceLog, SourceState } from './source.js';

/** What is true of a source at a moment, without its "since when". */
export type Observation =
  | { readonly kind: 'connected' }
  | { readonly kind: 'stale' | 'waiting'; readonly code: string; readonly message: string };

export interface ReportLimits {
  /** While a source is out of touch, the log says so again this often. */
  reminderMs: number;
  /** Of the lines about changes at most so many within a reminder's time: a platform that flaps does not fill the log. */
  changesMax: number;
}

export const DEFAULT_REPORT_LIMITS: ReportLimits = { reminderMs: 300_000, changesMax: 20 };

/** Knows in which state a source is and since when, and tells the log about it, at a bounded rate. */
export interface StateReport {
  state(): SourceState;
  /** To be told after every attempt, also when nothing has changed. */
  observe(seen: Observation): void;
}

export interface StateReportParts {
  source: string;
  log: SourceLog;
  now: () => Date;
  /** What is served meanwhile; undefined when nothing is. */
  served: () => string | undefined;
  limits?: ReportLimits;
}

export function createStateReport(parts: StateReportParts): StateReport {
  const { now, limits = DEFAULT_REPORT_LIMITS } = parts;
  let state: SourceState = { kind: 'waiting', since: now(), code: 'GATEWAY_NOT_READY' };
  let told: { code: string | undefined; atMs: number } = { code: undefined, atMs: -Infinity };
  let changeLines: number[] = [];

  function mayTellChange(atMs: number): boolean {
    changeLines = changeLines.filter((at) => atMs - at < limits.reminderMs);
    if (changeLines.length >= limits.changesMax) return false;
    changeLines.push(atMs);
    return true;
  }

  return {
    state: () => state,
    observe(seen) {
      const at = now();
      const before = state;
      state = next(before, seen, at);
      const code = 'code' in seen ? seen.code : undefined;
      const changed = before.kind !== seen.kind || told.code !== code;
      const due = seen.kind === 'stale' && at.getTime() - told.atMs >= limits.reminderMs;
      if (!(changed && mayTellChange(at.getTime())) && !due) return;
      told = { code, atMs: at.getTime() };
      tell(parts, state, seen);
    },
  };
}

/** "Since" is when the source came into this kind of state; the reason may change meanwhile. Pure. */
function next(before: SourceState, seen: Observation, at: Date): SourceState {
  const since = before.kind === seen.kind ? before.since : at;
  return seen.kind === 'connected'
    ? { kind: 'connected', since }
    : { kind: seen.kind, since, code: seen.code };
}

function tell({ source, log, served }: StateReportParts, { since }: SourceState, seen: Observation): void {
  switch (seen.kind) {
    case 'connected':
      return log.info({ source }, 'in touch with the platform');
    case 'waiting':
      return log.info({ source, code: seen.code }, `no supergraph yet: ${seen.message}`);
    case 'stale': {
      const facts = { source, code: seen.code, since, supergraphHash: served() ?? null };
      return log.warn(facts, `out of touch since ${since.toISOString()}: ${seen.message}`);
    }
  }
}
