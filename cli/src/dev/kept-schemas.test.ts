import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { joinSchemaFiles } from '../schema/schema-source.js';
import { createKeptSchemas } from './kept-schemas.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kontor-kept-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const AT = new Date('2026-11-25T10:00:00.000Z');
const GOOD = {
  at: AT,
  subgraphs: [
    {
      name: 'products',
      source: joinSchemaFiles([{ path: 'x', text: 'type Query { a: Int }' }]),
      routingUrl: 'http://p/',
    },
  ],
};
const fileOf = (scope: string, source: string) => join(home, 'dev', scope, `${source}.json`);

describe('kept schemas', () => {
  it('are read as they were written, by the next run too', async () => {
    await createKeptSchemas(home, 'shop@current').write('products', GOOD);
    const kept = await createKeptSchemas(home, 'shop@current').read('products');
    expect(kept).toMatchObject({ at: AT, subgraphs: [{ name: 'products', routingUrl: 'http://p/' }] });
    expect(kept?.subgraphs[0]?.source.sdl).toBe('type Query { a: Int }');
    expect((await stat(fileOf('shop@current', 'products'))).mode & 0o777).toBe(0o600);
  });

  it('are those of one graph and one source', async () => {
    await createKeptSchemas(home, 'shop@current').write('products', GOOD);
    expect(await createKeptSchemas(home, 'shop@staging').read('products')).toBeUndefined();
    expect(await createKeptSchemas(home, 'shop@current').read('reviews')).toBeUndefined();
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, 60)],
    ['changed by hand', (text: string) => text.replace('Int', 'ID')],
    ['of another source', (text: string) => text.replace('"source":"products"', '"source":"Products"')],
    ['of a later version', (text: string) => text.replace('"version":1', '"version":2')],
    ['empty', () => ''],
  ])('are none when the file is %s', async (_title, spoil) => {
    const kept = createKeptSchemas(home, 'shop@current');
    await kept.write('products', GOOD);
    const file = fileOf('shop@current', 'products');
    await writeFile(file, spoil(await readFile(file, 'utf8')));
    expect(await kept.read('products')).toBeUndefined();
  });
});
