import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { readWholeLines } from './whole-lines.js';

it('hands on whole lines only, and drops what a writer that died has begun', async () => {
  const stream = new PassThrough();
  const written: string[] = [];
  readWholeLines(stream, (text) => written.push(text));
  const [first = 0] = [Buffer.from('"é"').indexOf(0xc3) + 1];
  const line = Buffer.from('"é"\n');
  for (const chunk of [
    Buffer.from('one\ntw'),
    Buffer.from('o\nthree\n'),
    line.subarray(0, first),
    line.subarray(first),
    Buffer.from('torn'),
  ])
    stream.write(chunk);
  stream.end();
  await once(stream, 'end');
  expect(written.join('')).toBe('one\ntwo\nthree\n"é"\n');
  for (const text of written) expect(text.endsWith('\n')).toBe(true);
});
