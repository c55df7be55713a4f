import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Folders of the workspaces that the root package.json names, one `*` level at most. */
function workspaceFolders(): string[] {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    workspaces: string[];
  };
  return workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  });
}

function runtimeDependencies(): Set<string> {
  const names = new Set<string>();
  for (const folder of workspaceFolders()) {
    const file = join(root, folder, 'package.json');
    if (!existsSync(file)) continue;
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    for (const name of [...Object.keys(dependencies), ...Object.keys(optionalDependencies)])
      if (!/^@(kontor|storefront)\//.test(name) && name !== 'kontor') names.add(name);
  }
  return names;
}

describe('THIRD_PARTY.md', () => {
  const text = readFileSync(join(root, 'THIRD_PARTY.md'), 'utf8');
  const section = text.split('## Runtime dependencies')[1]?.split('\n## ')[0] ?? '';
  const listed = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]);

  it('lists each runtime dependency of every package, and nothing else', () => {
    expect(listed).toEqual([...runtimeDependencies()].sort());
  });

  it('names the Elastic-licensed ones', () => {
    for (const name of ['@apollo/composition', '@apollo/gateway'])
      expect(section).toContain(`| \`${name}\` | **Elastic-2.0** |`);
  });
});
