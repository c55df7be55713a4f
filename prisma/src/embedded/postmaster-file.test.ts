import { describe, expect, it } from '@jest/globals';
import { parsePostmasterFile } from './postmaster-file.js';

describe('postmaster.pid', () => {
  it('tells pid, port and status of a server', () => {
    const text = '4711\n/home/data\n1790000000\n39683\n\n127.0.0.1\n  1234567     12345\nready   \n';
    expect(parsePostmasterFile(text)).toEqual({ pid: 4711, port: 39683, status: 'ready' });
  });

  it('has only its beginning while the server starts', () => {
    expect(parsePostmasterFile('4711\n/home/data\n')).toEqual({
      pid: 4711,
      port: undefined,
      status: undefined,
    });
  });

  it('may be empty, when it was cut off', () => {
    expect(parsePostmasterFile('')).toBeUndefined();
    expect(parsePostmasterFile('garbage\n')).toBeUndefined();
  });
});
