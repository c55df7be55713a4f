import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SOURCE = import.meta.dirname;

/** What a module imports at run time: types leave no trace. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm)].map(
    ([, specifier = '']) => specifier,
  );

function packagesBehind(entry: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(entry)) return packages;
  seen.add(entry);
  for (const specifier of importsOf(entry)) {
    if (!specifier.startsWith('.')) packages.add(specifier);
    else
      for (const name of packagesBehind(resolve(dirname(entry), specifier.replace(/\.js$/, '.ts')), seen))
        packages.add(name);
  }
  return packages;
}

describe('walls', () => {
  it('keep the composer out of the entry that a gateway imports', () => {
    expect([...packagesBehind(join(SOURCE, 'index.ts'))].toSorted()).toEqual([
      '@kontor/operation',
      '@kontor/protocol',
      'graphql',
    ]);
  });

  it.each([
    ['the composer', "from '@apollo/", join('composer', 'compose-adapter.ts')],
    ['the second composer', "from '@theguild/", join('test-support', 'compose-with-guild.ts')],
  ])('keep %s in one file', (_title, specifier, file) => {
    const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
    );
    const importing = files.filter((name) => readFileSync(join(SOURCE, name), 'utf8').includes(specifier));
    expect(importing).toEqual([file]);
  });
});
