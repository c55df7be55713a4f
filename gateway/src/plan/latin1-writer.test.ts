import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../test-support/seeded-random.js';
import { Latin1Writer } from './latin1-writer.js';

describe('a writer of JSON in Latin-1', () => {
  it.each([
    'plain',
    'x "quoted" \\ y',
    'line\nline',
    'é\xff\x7f',
    'long '.repeat(40),
    'é'.repeat(100_000),
    '',
    0,
    9,
    10,
    -7,
    2 ** 31 - 1,
    -(2 ** 31),
    2 ** 31,
    -0,
    1.5,
    1e21,
    true,
    null,
    { a: [1, { b: null }] },
  ])('writes what JSON says of %j', (value) => {
    const writer = new Latin1Writer();
    expect(writer.value(value)).toBe(true);
    expect(writer.take()).toBe(JSON.stringify(value));
    expect(writer.length).toBe(JSON.stringify(value).length);
  });

  it.each(['\u0100', 'a'.repeat(100) + '😀', { a: '漢' }])('says that %j does not fit', (value) => {
    expect(new Latin1Writer().value(value)).toBe(false);
  });

  it('writes all whole numbers', () => {
    const random = seededRandom(5);
    const numbers = Array.from(
      { length: 5_000 },
      (_, at) => (random.between(0, 2 ** 31 - 1) >> (at % 31)) * (at % 2 ? 1 : -1),
    );
    const writer = new Latin1Writer();
    const comma = Buffer.from(',');
    for (const number of numbers) {
      writer.value(number);
      writer.constant(comma);
    }
    expect(writer.take()).toBe(numbers.map((number) => `${String(number)},`).join(''));
  });

  it('goes back, and begins anew in the same room', () => {
    const writer = new Latin1Writer();
    writer.value('kept');
    const { length } = writer;
    writer.value('dropped');
    writer.rewind(length);
    writer.text('é');
    expect(writer.take()).toBe('"kept"é');
    const taken = writer.take();
    writer.restart();
    writer.value('x'.repeat(3_000_000));
    expect(taken).toBe('"kept"é');
    writer.restart();
    expect(writer.take()).toBe('');
    writer.value(1);
    expect(writer.take()).toBe('1');
  });
});
