import { pino, type DestinationStream } from 'pino';

/** Lines wait at most this long for others to be written with; one system call a line would cost more than the line. */
export const LOG_DELAY_MS_MAX = 50;
const WAITING_LENGTH_MAX = 16_384;

/** pino's number of the level from which on a line does not wait. */
const AT_ONCE_FROM_LEVEL = 40;

interface Output {
  write(text: string): void;
}

export interface LogLines extends DestinationStream {
  lastLevel: number;
  flush(): void;
  /** Lines that are formatted and were waited for elsewhere: at once, behind what waits here. */
  pass(text: string): void;
}

/**
 * Where log lines go: together, in order. A warning or an error is written at once, with all that waited before it; the
 * rest within {@link LOG_DELAY_MS_MAX}, and at the end of the process. Only a kill -9 loses what was waiting.
 */
export function createLogLines(output: Output): LogLines {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const lines = {
    /** pino tells the level of the line that it is about to write. */
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write(line: string) {
      waiting += line;
      if (lines.lastLevel >= AT_ONCE_FROM_LEVEL || waiting.length >= WAITING_LENGTH_MAX) lines.flush();
      else timer ??= setTimeout(lines.flush, LOG_DELAY_MS_MAX).unref();
    },
    flush() {
      clearTimeout(timer);
      timer = undefined;
      const text = waiting;
      waiting = '';
      if (text !== '') output.write(text);
    },
    pass(text: string) {
      lines.flush();
      output.write(text);
    },
  };
  return lines;
}

let processLines: LogLines | undefined;

/** The one of this process, to stdout: loggers that share an output must not write in each other's lines. */
export function logLinesOfProcess(): LogLines {
  if (!processLines) {
    const lines = createLogLines(pino.destination({ fd: 1, sync: true }));
    process.on('exit', () => lines.flush());
    processLines = lines;
  }
  return processLines;
}

/** Whole lines of another process, written by this one: two that write to one pipe tear each other's lines. */
export const passLogLines = (text: string): void => logLinesOfProcess().pass(text);
