import type { Readable } from 'node:stream';

/** A stream's lines, only whole ones: the rest of one whose writer died is dropped. */
export function readWholeLines(stream: Readable, write: (text: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const end = chunk.lastIndexOf('\n') + 1;
    if (end === 0) {
      rest += chunk;
      return;
    }
    write(rest + chunk.slice(0, end));
    rest = chunk.slice(end);
  });
}
