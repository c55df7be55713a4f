import { passLogLines } from '@kontor/http';
import { fork, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { FromWorker, ToWorker } from './messages.js';
import { readWholeLines } from './whole-lines.js';
import type { Taker } from './acceptor.js';

/** A worker, from the primary's side. */
export interface WorkerProcess extends Taker {
  readonly number: number;
  readonly pid: number | undefined;
  /** When it has ended and everything that it said has been heard. */
  readonly ended: Promise<string>;
  isEnded(): boolean;
  send(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** What `pick` makes of the first message that it takes. Undefined: it ended, or was killed after `limitMs` of silence. */
  hear<T>(pick: (message: FromWorker) => T | undefined, limitMs: number): Promise<T | undefined>;
  kill(): void;
}

const ENTRY = new URL('./worker-main.js', import.meta.url);

export function startWorkerProcess(number: number): WorkerProcess {
  const child = fork(ENTRY, [], {
    // Maps and sets, dates; the text of plans without escapes.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (child.stdout) readWholeLines(child.stdout, passLogLines);
  const listeners = new Set<(message: FromWorker) => void>();
  child.on('message', (message) => {
    for (const listener of [...listeners]) listener(message as FromWorker);
  });
  // Of a message that came too late.
  child.on('error', () => undefined);

  let isEnded = false;
  const ended = endOf(child).then((how) => {
    isEnded = true;
    return how;
  });
  const kill = (): void => void child.kill('SIGKILL');
  const send = (message: ToWorker, connection?: Socket): void => {
    if (child.connected) child.send(message, connection, { keepOpen: true }, () => undefined);
  };

  return {
    number,
    pid: child.pid,
    ended,
    isEnded: () => isEnded,
    send,
    hand: (connection) => send({ kind: 'connection' }, connection),
    onMessage: (listener) => void listeners.add(listener),
    async hear<T>(pick: (message: FromWorker) => T | undefined, limitMs: number) {
      const { promise, resolve } = Promise.withResolvers<T | undefined>();
      const listener = (message: FromWorker): void => {
        const picked = pick(message);
        if (picked !== undefined) resolve(picked);
      };
      listeners.add(listener);
      const timer = setTimeout(kill, limitMs);
      try {
        return await Promise.race([promise, ended.then(() => undefined)]);
      } finally {
        clearTimeout(timer);
        listeners.delete(listener);
      }
    },
    kill,
  };
}

/** Its end, and the last of what it wrote and said. */
async function endOf(child: ChildProcess): Promise<string> {
  const exited = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => {
      if (child.pid === undefined) resolve(error.message);
    });
  });
  const heard = new Promise<void>((resolve) => child.once('disconnect', resolve));
  const how = await exited;
  if (child.pid !== undefined && child.connected) await heard;
  return how;
}
