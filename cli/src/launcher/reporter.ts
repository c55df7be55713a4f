import type { CommandContext } from '../command.js';
import { type Style, createStyle, printableLine, wantsColours } from '../output/style.js';

/** Tells a person what is under way: several steps at once, each with its duration when it is over. */
export interface Reporter {
  /** Shows `title` as under way while `work` runs, then a line with its duration and what `detail` makes of the result. */
  step<T>(
    title: string,
    work: (note: (text: string) => void) => Promise<T>,
    detail?: (result: T) => string,
  ): Promise<T>;
  /** A line that stays. */
  line(text: string): void;
  /** Something to worry about. */
  warn(text: string): void;
  close(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;
/** Where nothing can be redrawn, a step that takes long says so this often. */
const PATIENCE_MS = 15_000;
const CLEAR_LINE = '\r\u001b[2K';

export function createReporter({ io, format }: Pick<CommandContext, 'io' | 'format'>): Reporter {
  if (format === 'json') return silentReporter;
  const style = createStyle(wantsColours(io.stderr, io.env));
  const live = io.stderr.isTTY === true && io.env['TERM'] !== 'dumb';
  return live ? liveReporter(io.stderr, style) : plainReporter(io.stderr, style);
}

const silentReporter: Reporter = {
  step: (_title, work) => work(() => {}),
  line: () => {},
  warn: () => {},
  close: () => {},
};

type Stream = CommandContext['io']['stderr'];

/** One line per step, written when it is over. */
function plainReporter(stream: Stream, style: Style): Reporter {
  const line = (text: string): void => void stream.write(`${text}\n`);
  return {
    async step(title, work, detail) {
      const startedAt = performance.now();
      const timer = setInterval(() => line(`  ${title}: under way for ${duration(startedAt)}`), PATIENCE_MS);
      try {
        const result = await work(() => {});
        line(doneLine(title, startedAt, detail?.(result), style));
        return result;
      } finally {
        clearInterval(timer);
      }
    },
    line,
    warn: (text) => line(`${style.warn('!')} ${printableLine(text)}`),
    close: () => {},
  };
}

/** The same, with a last line that shows what is under way. */
function liveReporter(stream: Stream, style: Style): Reporter {
  const pending = new Map<symbol, { title: string; note: string; startedAt: number }>();
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  const draw = (): void => {
    if (pending.size === 0) return;
    frame = (frame + 1) % FRAMES.length;
    const oldest = Math.min(...[...pending.values()].map(({ startedAt }) => startedAt));
    const titles = [...pending.values()]
      .map(({ title, note }) => (note ? `${title} (${note})` : title))
      .join(', ');
    const room = (stream.columns ?? 80) - 14;
    stream.write(
      `${CLEAR_LINE}${style.accent(FRAMES[frame] ?? '')} ${titles.slice(0, room)} ${style.dim(duration(oldest))}`,
    );
  };
  const line = (text: string): void => {
    stream.write(`${CLEAR_LINE}${text}\n`);
    draw();
  };
  return {
    async step(title, work, detail) {
      const id = Symbol(title);
      const entry = { title, note: '', startedAt: performance.now() };
      pending.set(id, entry);
      timer ??= setInterval(draw, FRAME_MS);
      try {
        const result = await work((text) => void (entry.note = printableLine(text)));
        pending.delete(id);
        line(doneLine(title, entry.startedAt, detail?.(result), style));
        return result;
      } finally {
        pending.delete(id);
        if (pending.size === 0) {
          clearInterval(timer);
          timer = undefined;
          stream.write(CLEAR_LINE);
        }
      }
    },
    line,
    warn: (text) => line(`${style.warn('!')} ${printableLine(text)}`),
    close() {
      clearInterval(timer);
      pending.clear();
      stream.write(CLEAR_LINE);
    },
  };
}

const doneLine = (title: string, startedAt: number, detail: string | undefined, style: Style): string =>
  `${style.good('✔')} ${title}  ${style.dim([duration(startedAt), detail].filter(Boolean).join('  '))}`;

const duration = (startedAt: number): string => formatMs(performance.now() - startedAt);

/** `850 ms`, `12.3 s` */
export const formatMs = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
