import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readOrCreate, removeAbandoned, temporarySibling, writeAtomically } from './atomic-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kontor-atomic-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a file made in one step', () => {
  it('is private, replaces the old one, and leaves nothing beside it', () => {
    const file = path.join(folder, 'url');
    writeAtomically(file, 'old');
    writeAtomically(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['url']);
  });

  it('is made once; whoever comes later gets what is there', () => {
    const file = path.join(folder, 'secret');
    expect(readOrCreate(file, () => 'first')).toBe('first');
    expect(readOrCreate(file, () => 'second')).toBe('first');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is the winner’s when another process is faster', () => {
    const file = path.join(folder, 'secret');
    const slow = () => {
      writeFileSync(file, 'theirs');
      return 'ours';
    };
    expect(readOrCreate(file, slow)).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['secret']);
  });
});

describe('what a killed process left half done', () => {
  it('is removed, and nothing else', () => {
    // Beyond any pid that a system gives out.
    const dead = path.join(folder, 'data.99999999-0a1b2c3d.tmp');
    const live = temporarySibling(path.join(folder, 'data'));
    for (const name of [dead, live, path.join(folder, 'data'), path.join(folder, 'notes.tmp')])
      mkdirSync(name);
    writeFileSync(path.join(dead, 'file'), '');
    removeAbandoned(folder);
    expect(existsSync(dead)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['data', path.basename(live), 'notes.tmp'].sort());
  });
});
