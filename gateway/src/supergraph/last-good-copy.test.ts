import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastGoodCopy } from './last-good-copy.js';

const sdl = 'type Query { a: Int }\n';
const REF = 'shop@current';
const supergraph = { sdl, hash: artifactHash(sdl) };

describe('last good copy', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontor-last-good-'));
    file = join(folder, 'deep', 'shop@current.graphql');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is absent at first', async () => {
    expect(await lastGoodCopy(file, REF).read()).toBeUndefined();
  });

  it('gives back what was written, and leaves no other file', async () => {
    const copy = lastGoodCopy(file, REF);
    await copy.write({ sdl: 'old', hash: artifactHash('old') });
    await copy.write(supergraph);
    expect(await copy.read()).toEqual(supergraph);
    expect(await readdir(join(folder, 'deep'))).toEqual(['shop@current.graphql']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -3)],
    ['changed', (text: string) => text.replace('Int', 'ID')],
    ['without its hash', (text: string) => text.slice(text.indexOf('\n') + 1)],
    ['empty', () => ''],
  ])('is ignored when it is %s', async (_, damage) => {
    const copy = lastGoodCopy(file, REF);
    await copy.write(supergraph);
    await writeFile(file, damage(await readFile(file, 'utf8')));
    expect(await copy.read()).toBeUndefined();
  });

  it('is ignored by a gateway of another variant', async () => {
    await lastGoodCopy(file, REF).write(supergraph);
    expect(await lastGoodCopy(file, 'shop@next').read()).toBeUndefined();
    expect(await lastGoodCopy(file, REF).read()).toEqual(supergraph);
  });

  it('tells when it exists and cannot be read', async () => {
    await expect(lastGoodCopy(folder, REF).read()).rejects.toThrow('EISDIR');
  });
});
