import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type InitFlags, planSubgraph } from './plan-subgraph.js';
import { writeProject } from './write-project.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'kontor-init-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const plan = (name: string, flags: InitFlags = {}, env: Record<string, string> = {}) =>
  planSubgraph(name, flags, { cwd, env });
const read = (path: string) => readFileSync(join(cwd, path), 'utf8');

describe('kontor init subgraph', () => {
  it('writes a whole project, and nothing of the template shows', async () => {
    await writeProject(await plan('gift-cards'));
    const files = readdirSync(join(cwd, 'subgraphs/gift-cards'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(25);
    for (const file of files) {
      expect(file).not.toMatch(/\{\{|sprocket/i);
      expect(readFileSync(file, 'utf8')).not.toMatch(/\{\{|\}\}|sprocket/i);
    }
    expect(read('kontor.yaml')).toContain('graph: main@current');
    expect(read('package.json')).toContain('"subgraphs/*"');
    expect(read('.gitignore')).toContain('.kontor/');
  });

  it('adds to what is there: graph and port of kontor.yaml, the workspaces', async () => {
    await writeProject(await plan('products', {}, { KONTOR_GRAPH_REF: 'shop@staging' }));
    const second = await plan('reviews', { folder: 'teams/reviews' });
    expect(second).toMatchObject({ ref: 'shop@staging', facts: { port: 4102, graph: 'shop' } });
    expect(second.changed.map(({ path }) => path)).toEqual([
      join(cwd, 'package.json'),
      join(cwd, 'kontor.yaml'),
    ]);
    await writeProject(second);
    expect(read('package.json')).toContain('"teams/*"');
    expect(read('teams/reviews/src/main.ts')).toContain("graph: 'shop', domain: 'reviews'");
  });

  it('overwrites no file, and writes none when one is in its way', async () => {
    mkdirSync(join(cwd, 'subgraphs/products/src'), { recursive: true });
    writeFileSync(join(cwd, 'subgraphs/products/src/main.ts'), 'mine');
    await expect(plan('products')).rejects.toMatchObject({
      code: 'INIT_WOULD_OVERWRITE',
      kind: 'badUsage',
      message: expect.stringContaining('src/main.ts') as unknown,
    });
    expect(readdirSync(cwd)).toEqual(['subgraphs']);
  });

  it('takes back what it wrote when somebody was quicker', async () => {
    const planned = await plan('products');
    mkdirSync(join(cwd, 'subgraphs/products/test'), { recursive: true });
    writeFileSync(join(cwd, 'subgraphs/products/test/jest.mjs'), 'mine');
    await expect(writeProject(planned)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    expect(existsSync(join(cwd, 'subgraphs/products/package.json'))).toBe(false);
    expect(existsSync(join(cwd, 'kontor.yaml'))).toBe(false);
    expect(read('subgraphs/products/test/jest.mjs')).toBe('mine');
  });

  it.each<[string, string, InitFlags, string]>([
    ['a name that is none', 'Products', {}, 'INIT_NAME_INVALID'],
    ['a folder outside', 'products', { folder: '../elsewhere' }, 'INIT_NAME_INVALID'],
    ['the folder itself', 'products', { folder: '.' }, 'INIT_NAME_INVALID'],
    ['a folder with a blank', 'products', { folder: 'a b' }, 'INIT_NAME_INVALID'],
    ['a graph that is none', 'products', { graph: 'a@b@c' }, 'KONTOR_CONFIG_INVALID'],
  ])('refuses %s', async (_, name, flags, code) => {
    await expect(plan(name, flags)).rejects.toMatchObject({ code, kind: 'badUsage' });
  });

  it('refuses a subgraph that kontor.yaml has already, and a kontor.yaml that cannot be used', async () => {
    writeFileSync(
      join(cwd, 'kontor.yaml'),
      'version: 1\nsubgraphs: { products: { schema: a, run: [a], port: 1 } }\n',
    );
    await expect(plan('products')).rejects.toMatchObject({ code: 'INIT_WOULD_OVERWRITE' });
    writeFileSync(join(cwd, 'kontor.yaml'), 'version: 7\n');
    await expect(plan('products')).rejects.toMatchObject({ code: 'KONTOR_CONFIG_INVALID' });
  });
});
