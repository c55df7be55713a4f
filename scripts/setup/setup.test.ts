import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '@kontor/protocol';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installEnvironment, toolEnvironment } from './environment.mjs';
import { SetupFailure, describeFailure } from './failure.mjs';
import { fingerprint } from './fingerprint.mjs';
import { isAtLeast, refuseNode } from './node-version.mjs';
import { formatDuration } from './progress.mjs';
import { checkDisk, checkInstallScripts, checkNpm } from './requirements.mjs';

const codeOf = (act: () => void): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the Node and npm that begin the set-up', () => {
  it.each([
    ['v20.19.0', true],
    ['20.20.2', true],
    ['v26.10.0', true],
    ['v20.18.3', false],
    ['v18.20.4', false],
    ['v9.11.2', false],
    ['v21.0.0-nightly', true],
  ])('Node %s is good enough: %s', (version, enough) => {
    expect(isAtLeast(version, '20.19.0')).toBe(enough);
    expect(refuseNode(version) === undefined).toBe(enough);
  });

  it('says what, why and how to mend it when Node is too old', () => {
    expect(refuseNode('v18.20.4')).toMatch(
      /^error NODE_TOO_OLD: Node v18\.20\.4 .+\n {2}why: .+\n {2}fix: .+\n$/,
    );
  });

  it('refuses an npm that is too old, and none at all', () => {
    expect(codeOf(() => checkNpm('9.9.4'))).toBe('NPM_TOO_OLD');
    expect(codeOf(() => checkNpm(undefined))).toBe('NPM_TOO_OLD');
    expect(codeOf(() => checkNpm('10.8.2'))).toBeUndefined();
  });

  it('refuses to go on without install scripts', () => {
    expect(codeOf(() => checkInstallScripts('true'))).toBe('INSTALL_SCRIPTS_OFF');
    expect(codeOf(() => checkInstallScripts('false'))).toBeUndefined();
  });

  it('refuses a disk on which the install could not end', () => {
    expect(codeOf(() => checkDisk(1e9))).toBe('DISK_SPACE_LOW');
    expect(codeOf(() => checkDisk(undefined))).toBeUndefined();
  });
});

describe('a failure of the set-up', () => {
  it('is told as what, why and what to do', () => {
    const failure = new SetupFailure({
      code: 'INSTALL_FAILED',
      what: 'It failed.',
      why: 'Because.',
      fix: 'Do this.',
    });
    expect(describeFailure(failure)).toBe(
      'error INSTALL_FAILED: It failed.\n  why: Because.\n  fix: Do this.\n',
    );
  });

  it('uses only codes that `kontor explain` knows', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.mjs'));
    const text = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
    const codes = new Set(
      [...text.matchAll(/(?:code: |\? |error )'?([A-Z]+(?:_[A-Z]+)+)\b/g)].map((match) => match[1] ?? ''),
    );
    expect(codes.size).toBeGreaterThanOrEqual(5);
    for (const code of codes) expect(ERROR_CODES).toHaveProperty(code);
  });
});

describe('environments of tools', () => {
  const outer = {
    PATH: ['/clone/node_modules/.bin', '/usr/bin'].join(':'),
    npm_config_local_prefix: '/clone',
    npm_config_omit: 'dev',
    npm_config_registry: 'https://registry.example',
    npm_lifecycle_event: 'start',
    npm_package_name: 'x',
    NODE_ENV: 'production',
  };

  it('hand a nested npm what the user configured, not what the outer run was', () => {
    expect(installEnvironment(outer)).toMatchObject({
      PATH: '/usr/bin',
      npm_config_registry: 'https://registry.example',
    });
    expect(Object.keys(installEnvironment(outer))).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/npm_config_omit|npm_lifecycle|npm_package|local_prefix|NODE_ENV/),
      ]),
    );
  });

  it('put the pinned Node first and switch every call home off', () => {
    const env = toolEnvironment('/clone', outer);
    expect(env.PATH.startsWith('/clone/node_modules/.bin:')).toBe(true);
    expect(env).toMatchObject({
      APOLLO_TELEMETRY_DISABLED: 'true',
      CHECKPOINT_DISABLE: '1',
      DO_NOT_TRACK: '1',
    });
  });
});

describe('fingerprint', () => {
  it('changes with a source, and not with what is derived from it', () => {
    const root = mkdtempSync(join(tmpdir(), 'kontor-fingerprint-'));
    try {
      mkdirSync(join(root, 'src/dist'), { recursive: true });
      writeFileSync(join(root, 'src/a.ts'), 'a');
      const before = fingerprint(root, ['src', 'absent']);
      writeFileSync(join(root, 'src/dist/a.js'), 'a');
      expect(fingerprint(root, ['src', 'absent'])).toBe(before);
      utimesSync(join(root, 'src/a.ts'), 1, 1);
      expect(fingerprint(root, ['src', 'absent'])).not.toBe(before);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe('formatDuration', () => {
  it.each([
    [12.4, '12 ms'],
    [1_234, '1.2 s'],
    [119_999, '120.0 s'],
    [125_000, '2 min 05 s'],
  ])('%d ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});
