import type { TroubleLog } from '../telemetry.js';

/** The same trouble is told at most once in this time; how often it came meanwhile is told with the next. */
const REPEAT_AFTER_MS = 60_000;
/** Kinds of trouble told apart; beyond it they are counted as one. */
const KINDS_MAX = 32;

export interface Trouble {
  report(message: string): void;
  /** Until it is called, trouble is kept back. */
  reportTo(log: TroubleLog): void;
}

/** What goes wrong with sending is said, never felt: a bounded number of lines, and nothing thrown. */
export function createTrouble(nowMs: () => number = () => performance.now()): Trouble {
  let log: TroubleLog | undefined;
  const kinds = new Map<string, { toldAtMs: number; suppressed: number }>();

  return {
    reportTo(given) {
      log = given;
    },
    report(message) {
      // Counts and times in it do not make it another trouble.
      const wanted = message.replaceAll(/\d+/g, '#').slice(0, 200);
      const kind = kinds.has(wanted) || kinds.size < KINDS_MAX ? wanted : 'other';
      const known = kinds.get(kind);
      if (known && nowMs() - known.toldAtMs < REPEAT_AFTER_MS) {
        known.suppressed += 1;
        return;
      }
      kinds.set(kind, { toldAtMs: nowMs(), suppressed: 0 });
      const suppressed = known?.suppressed ?? 0;
      log?.warn(
        { trouble: message.slice(0, 500), ...(suppressed > 0 && { suppressed }) },
        'telemetry is not sent',
      );
    },
  };
}
