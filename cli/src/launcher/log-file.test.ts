import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogFile } from './log-file.js';

describe('openLogFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kontor-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('appends to what is there, readable by the owner alone', () => {
    const path = join(folder, 'a.log');
    for (const line of ['one', 'two']) {
      const log = openLogFile(path);
      log.write(line);
      log.close();
    }
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps one earlier file and never more', () => {
    const path = join(folder, 'a.log');
    const log = openLogFile(path, 10);
    for (const line of ['first line', 'second line', 'third line']) log.write(line);
    log.close();
    expect(readFileSync(path, 'utf8')).toBe('third line\n');
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('second line\n');
  });

  it('remembers the last lines, for when the process is given up', () => {
    const log = openLogFile(join(folder, 'a.log'));
    for (let index = 0; index < 40; index += 1) log.write(`line ${index}`);
    log.close();
    expect(log.tail()).toHaveLength(15);
    expect(log.tail().at(-1)).toBe('line 39');
  });
});
