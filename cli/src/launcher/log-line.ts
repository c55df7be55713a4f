/**
 * A line of a child's output, as far as a person at the terminal cares: only warnings and worse. Kontor's processes
 * write JSON lines; what else appears on stderr (a stack, a warning of Node) goes to the log file alone.
 */
export interface Remark {
  level: 'warn' | 'error' | 'fatal';
  text: string;
}

const SHOWN: ReadonlySet<unknown> = new Set(['warn', 'error', 'fatal']);
const TEXT_LENGTH_MAX = 300;

export function remarkOf(line: string): Remark | undefined {
  if (!line.startsWith('{')) return undefined;
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (!SHOWN.has(entry['level'])) return undefined;
  const parts = [
    text(entry['code']),
    text(entry['msg']),
    errorText(entry['err']),
    text(entry['fix'], 'fix: '),
  ];
  return {
    level: entry['level'] as Remark['level'],
    text: parts.filter(Boolean).join(' ').slice(0, TEXT_LENGTH_MAX) || 'see the log',
  };
}

const text = (value: unknown, prefix = ''): string =>
  typeof value === 'string' && value ? prefix + value : '';

function errorText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const { message } = value as { message?: unknown };
  return typeof message === 'string' ? `(${message})` : '';
}

/** At most `linesMax` per `windowMs`; the rest is counted, and the count told when the next window opens. */
export interface Quota {
  linesMax: number;
  windowMs: number;
}

export const REMARK_QUOTA: Quota = { linesMax: 5, windowMs: 10_000 };

/** Decides line by line, with the clock as an argument. `suppressed` is how many were left out before this one. */
export function createQuota(
  quota: Quota = REMARK_QUOTA,
): (nowMs: number) => { show: boolean; suppressed: number } {
  let windowStart = -Infinity;
  let shown = 0;
  let left = 0;
  return (nowMs) => {
    let suppressed = 0;
    if (nowMs - windowStart >= quota.windowMs) {
      windowStart = nowMs;
      shown = 0;
      suppressed = left;
      left = 0;
    }
    shown += 1;
    if (shown <= quota.linesMax) return { show: true, suppressed };
    left += 1;
    return { show: false, suppressed: 0 };
  };
}
