import { describe, expect, it } from '@jest/globals';
import { findPackageProblems } from './package-rules.ts';
import { inDependencyOrder } from './published-packages.mjs';
import { publishedManifest } from './published-manifest.mjs';

const MANIFEST = {
  name: '@kontor/thing',
  version: '1.0.0',
  description: 'A thing',
  license: 'MIT',
  engines: { node: '>=24' },
  exports: { '.': './dist/index.js' },
  files: ['dist'],
  dependencies: { graphql: '16.15.0' },
};
const FILES: Record<string, string> = {
  'README.md': '# Thing',
  LICENSE: 'MIT',
  'dist/index.js':
    "import { parse } from 'graphql';\nexport * from './a.js';\n//# sourceMappingURL=index.js.map",
  'dist/index.js.map': '{"sources":["../src/index.ts"],"sourcesContent":["…"]}',
  'dist/index.d.ts': "import type { A } from './a.js';\nimport 'node:fs';",
  'dist/a.js': "new Worker(new URL('./worker.js', import.meta.url));",
  'dist/a.d.ts': '',
  'dist/worker.js': '',
};

const problems = (files: Record<string, string | undefined> = {}, manifest: Record<string, unknown> = {}) => {
  const all = new Map(Object.entries({ ...FILES, ...files }).filter(([, text]) => text !== undefined));
  return findPackageProblems({
    manifest: { ...MANIFEST, ...manifest } as typeof MANIFEST,
    paths: new Set(all.keys()),
    read: (path) => all.get(path) ?? '',
    cloneFolder: '/clone',
  });
};

describe('a package that users install', () => {
  it('has nothing wrong when it holds what it uses', () => {
    expect(problems()).toEqual([]);
  });

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ['no licence', { LICENSE: undefined }, /LICENSE is not packed/],
    [
      'an import of a file that stays behind',
      { 'dist/a.js': "import '../src/x.js'" },
      /imports \.\.\/src\/x\.js/,
    ],
    ['an import of what nobody installs', { 'dist/a.d.ts': "import 'pg'" }, /pg, which is no dependency/],
    [
      'a dynamic import of the same',
      { 'dist/a.js': "await import('pg/lib')" },
      /pg\/lib, which is no dependency/,
    ],
    ['a worker that stays behind', { 'dist/worker.js': undefined }, /imports \.\/worker\.js/],
    ['a source map that stays behind', { 'dist/index.js.map': undefined }, /source map index\.js\.map/],
    [
      'a source map without its sources',
      { 'dist/index.js.map': '{"sources":["../src/a.ts"]}' },
      /points to sources/,
    ],
    ['a link to the clone', { 'README.md': '[x](../../docs/x.md)' }, /links to \.\.\/\.\.\/docs/],
    ['a path of the machine', { 'dist/a.js': '"/clone/cli"' }, /names the folder/],
    ['a test', { 'dist/a.test.js': '' }, /a\.test\.js is packed/],
  ])('may not have %s', (_, files, message) => {
    expect(problems(files)).toEqual([expect.stringMatching(message)]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['another engine', { engines: { node: '>=20' } }, /engines/],
    ['scripts', { scripts: {} }, /has scripts/],
    ['a range', { dependencies: { graphql: '^16' } }, /not pinned/],
    ['a list of files that are not there', { files: ['dist', 'more/*'] }, /files lists more/],
    ['no exports', { exports: undefined }, /exports is missing/],
  ])('may not have %s', (_, manifest, message) => {
    expect(problems({}, manifest)).toEqual([expect.stringMatching(message)]);
  });
});

describe('packing', () => {
  const named = (name: string, ...needs: string[]) => ({
    name,
    folder: name,
    manifest: { dependencies: Object.fromEntries(needs.map((need) => [need, '1.0.0'])) },
  });

  it('puts each package after those that it needs', () => {
    const order = inDependencyOrder([
      named('cli', 'http', 'pg'),
      named('http', 'protocol'),
      named('protocol'),
    ]);
    expect(order.map(({ name }) => name)).toEqual(['protocol', 'http', 'cli']);
    expect(() => inDependencyOrder([named('a', 'b'), named('b', 'a')])).toThrow(/a -> b/);
  });

  it('leaves out what only the clone needs', () => {
    expect(publishedManifest({ name: 'x', scripts: {}, devDependencies: {}, dependencies: {} })).toEqual({
      name: 'x',
      dependencies: {},
    });
  });
});
