import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { gatewayEnvironmentVariables } from '@kontor/gateway';
import { ERROR_CODES } from '@kontor/protocol';
import { SETTINGS } from '@kontor/protocol/settings';
import { compareSettings } from './compare-settings.ts';
import { CONFIG_FILES } from './config-files.ts';
import { listOptions } from './options.ts';
import { scanSettings, type SourceFile } from './scan-settings.ts';

const root = join(import.meta.dirname, '..', '..');

/** What a process hands on or the operating system defines: nothing that Kontor gives a meaning to. */
const FOREIGN = /^(PATH|SystemRoot|npm_\w+)$/;

/** Whatever runs as Kontor, and what sets it up and tests it. */
const SOURCES = [
  '{cli,gateway,platform,prisma}/{src,bin}/**/*.{ts,mjs}',
  'prisma/*/*/prisma.config.ts',
  'packages/*/src/**/*.ts',
  'subgraphs/*/*/src/**/*.ts',
  'scripts/**/*.{ts,mjs}',
];
const LISTS = ['packages/protocol/src/settings.ts', 'packages/protocol/src/error-codes.ts'];

const sources: SourceFile[] = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root }))
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !/\.test\.ts$|\.fake\.ts$|\/generated\/|^scripts\/settings\//.test(path))
  .filter((path) => !LISTS.includes(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

describe('the list of settings', () => {
  const reads = scanSettings(sources).filter(
    ({ name }) => !FOREIGN.test(name) && !Object.hasOwn(ERROR_CODES, name),
  );
  const derived = new Set(gatewayEnvironmentVariables().map(({ name }) => name));
  const comparison = compareSettings(SETTINGS, reads, derived);

  it('has every variable that the source reads', () => {
    expect(comparison.unlisted).toEqual([]);
  });

  it('has none that the source does not read', () => {
    expect(comparison.unread).toEqual([]);
  });

  it('has the defaults of the source', () => {
    expect(comparison.differing).toEqual([]);
  });

  it('has no default that cannot be compared with the source', () => {
    expect(comparison.unproven).toEqual([]);
  });

  it('agrees with the options of the gateway where both have a variable', () => {
    const gateway = CONFIG_FILES.find(({ title }) => title === 'Gateway options');
    const shared = listOptions(gateway?.schema ?? {}).flatMap((option) => {
      const setting = SETTINGS[gateway?.variableOf?.(option.path) ?? ''];
      return setting ? [[option.path, option.default, JSON.stringify(setting.default)]] : [];
    });
    expect(shared.filter(([, option, setting]) => option !== setting)).toEqual([]);
    expect(shared).not.toEqual([]);
  });
});

describe('the options of configuration files', () => {
  it('all say what they are for', () => {
    const silent = CONFIG_FILES.flatMap(({ title, schema }) =>
      listOptions(schema)
        .filter(({ what }) => what === '')
        .map(({ path }) => `${title}: ${path}`),
    );
    expect(silent).toEqual([]);
  });

  it('of the gateway each have their variable', () => {
    const gateway = CONFIG_FILES.find(({ title }) => title === 'Gateway options');
    const paths = listOptions(gateway?.schema ?? {}).map(({ path }) => path);
    expect(paths.toSorted()).toEqual(
      gatewayEnvironmentVariables()
        .map(({ option }) => option.join('.'))
        .toSorted(),
    );
  });
});
