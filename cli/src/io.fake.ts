import { Readable, Writable } from 'node:stream';
import type { Io } from './io.js';

/** An Io for tests: what was printed can be read, nothing of the process is touched. */
export interface FakeIo extends Io {
  readonly printed: { stdout: string; stderr: string };
}

export function fakeIo(
  given: { stdin?: string; env?: Io['env']; cwd?: string; terminal?: boolean } = {},
): FakeIo {
  const printed = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof printed) =>
    Object.assign(
      new Writable({
        write(chunk: Buffer | string, _encoding, done) {
          printed[name] += chunk.toString();
          done();
        },
      }),
      { isTTY: given.terminal ?? false },
    );
  return {
    stdin: Object.assign(Readable.from(given.stdin === undefined ? [] : [Buffer.from(given.stdin)]), {
      isTTY: given.terminal ?? false,
    }),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: given.env ?? {},
    cwd: given.cwd ?? '/',
    printed,
  };
}
