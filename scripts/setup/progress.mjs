const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_MS = 120;

/** `850 ms`, `12.3 s`, `2 min 05 s` */
export function formatDuration(ms) {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/**
 * Shows steps with their durations: on a terminal a line that is redrawn with a percentage, elsewhere one line per
 * step, whose title is there from the beginning so that a log shows what is under way.
 *
 * @param {{ stream?: NodeJS.WriteStream, colour?: boolean, live?: boolean }} [options]
 */
export function createProgress({
  stream = process.stdout,
  live = isLive(stream),
  colour = hasColour(stream),
} = {}) {
  const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

  /**
   * Runs `work` as the step `title`. `work` gets `report(percent | undefined, note?)`; a returned string is added to
   * the step's closing line.
   */
  async function step(title, work) {
    const startedAt = performance.now();
    let percent;
    let note = '';
    let frame = 0;
    const elapsed = () => formatDuration(performance.now() - startedAt);
    const draw = () => {
      const share = percent === undefined ? '' : ` ${String(Math.floor(percent)).padStart(3)} %`;
      frame = (frame + 1) % FRAMES.length;
      stream.write(
        `\r\u001b[2K${paint(36, FRAMES[frame])} ${title}${share}  ${paint(2, `${elapsed()} ${note}`)}`,
      );
    };
    const timer = live ? setInterval(draw, REDRAW_MS) : undefined;
    if (live) draw();
    else stream.write(`  ${title} … `);
    const finish = (mark, detail) => {
      clearInterval(timer);
      stream.write(live ? `\r\u001b[2K${mark} ${title}  ${detail}\n` : `${detail}\n`);
    };
    try {
      const result = await work((nextPercent, nextNote = '') => {
        percent = nextPercent;
        note = nextNote;
      });
      finish(
        paint(32, '✔'),
        paint(2, [elapsed(), typeof result === 'string' ? result : ''].filter(Boolean).join('  ')),
      );
      return result;
    } catch (error) {
      finish(paint(31, '✖'), `failed after ${elapsed()}`);
      throw error;
    }
  }

  return { step, line: (text) => stream.write(`${text}\n`), paint };
}

const isLive = (stream) => Boolean(stream.isTTY) && !process.env.CI && process.env.TERM !== 'dumb';
const hasColour = (stream) => Boolean(stream.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
