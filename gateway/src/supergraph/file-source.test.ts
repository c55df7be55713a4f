import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fs from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SupergraphOffer } from './source.js';

/** As on a machine whose inotify instances are used up. */
const refuseToWatch = (): never => {
  throw Object.assign(new Error('EMFILE: too many open files, watch'), { code: 'EMFILE' });
};
jest.unstable_mockModule('node:fs', () => ({ ...fs, watch: refuseToWatch }));
const { fileSource } = await import('./file-source.js');

describe('a file in a folder that cannot be watched', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontor-file-source-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is served all the same, said so, and reread', async () => {
    const path = join(folder, 'supergraph.graphql');
    await writeFile(path, 'one');
    const source = fileSource({ path, rereadMs: 5 });
    const warnings: object[] = [];
    const log = { info() {}, error() {}, warn: (facts: object) => warnings.push(facts) };
    const arrived: string[] = [];
    const secondOffer = Promise.withResolvers<undefined>();
    const receive = async ({ sdl }: SupergraphOffer) => {
      arrived.push(sdl);
      if (sdl === 'two') secondOffer.resolve(undefined);
      return { kind: 'serving' } as const;
    };
    await source.open(receive, log);
    expect(arrived).toEqual(['one']);
    expect(warnings).toMatchObject([{ err: { code: 'EMFILE' } }]);
    await writeFile(`${path}.next`, 'two');
    fs.renameSync(`${path}.next`, path);
    await secondOffer.promise;
    await source.close();
    expect(arrived).toEqual(['one', 'two']);
  });
});
