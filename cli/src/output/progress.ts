import type { Io } from '../io.js';

/** A line that tells what is under way, for commands that keep a person waiting. */
export interface Progress {
  /** Shows `text` while `work` runs, with the seconds it has taken; removes it afterwards. */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
}

export const silentProgress: Progress = { during: (_text, work) => work() };

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
/** Work that ends sooner shows nothing: a flash tells nobody anything. */
const PATIENCE_MS = 200;
const CLEAR_LINE = '\r\u001b[2K';

export function terminalProgress(stream: Io['stderr'], now: () => number = Date.now): Progress {
  return {
    async during(text, work) {
      const startedAt = now();
      let frame = 0;
      const timer = setInterval(() => {
        const elapsedMs = now() - startedAt;
        if (elapsedMs < PATIENCE_MS) return;
        const seconds = elapsedMs < 1_000 ? '' : ` ${(elapsedMs / 1_000).toFixed(0)} s`;
        stream.write(`${CLEAR_LINE}${FRAMES[frame++ % FRAMES.length]} ${text}${seconds}`);
      }, FRAME_MS);
      try {
        return await work();
      } finally {
        clearInterval(timer);
        if (frame > 0) stream.write(CLEAR_LINE);
      }
    },
  };
}
