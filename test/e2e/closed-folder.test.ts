import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask } from '../support/kontor/ask.js';
import { root } from '../support/kontor/command.js';
import { recordedProcesses } from '../support/kontor/processes.js';
import { writeSmallConfig } from '../support/kontor/small-config.js';
import { beginKontor, choosePlace, survivors } from '../support/kontor/start-kontor.js';

const TIMEOUT_MS = 90_000;
/** Belongs to this clone alone, is no part of it, and makes a clone by itself large. */
const NOT_CLONED = new Set(['.git', '.kontor', '.turbo', 'coverage', '.ci']);

const asRoot = process.getuid?.() === 0;

let closed: string;
let moved: string | undefined;

/** A clone below a folder that only its owner may enter, built of hard links: a second or two, and no space. */
function cloneBelow(folder: string): string {
  const clone = join(folder, 'clone');
  mkdirSync(clone);
  const entries = readdirSync(root).filter((name) => !NOT_CLONED.has(name));
  execFileSync('cp', ['-al', ...entries.map((name) => join(root, name)), clone]);
  return clone;
}

beforeAll(() => {
  if (!asRoot) return;
  // Beside the clone's own data: links need the same disk, and every tool leaves this folder alone.
  mkdirSync(join(root, '.kontor'), { recursive: true });
  closed = mkdtempSync(join(root, '.kontor/closed-'));
  chmodSync(closed, 0o700);
});

afterAll(() => {
  if (!asRoot) return;
  if (moved) rmSync(dirname(moved), { recursive: true, force: true });
  rmSync(closed, { recursive: true, force: true });
});

describe('a clone below a folder closed to others, as root', () => {
  (asRoot ? it : it.skip)(
    'starts all the same, says where it put things, and finds them again',
    async () => {
      const clone = cloneBelow(closed);
      const place = { ...(await choosePlace(clone, '.kontor')) };
      const options = {
        cwd: clone,
        bin: join(clone, 'cli/bin/kontor.mjs'),
        config: writeSmallConfig(join(closed, 'config'), '', clone),
      };
      for (const start of ['first', 'second']) {
        const command = beginKontor(place, options);
        const [, folder] = await command.printed(/cannot get into .+: its data is in (\S+)/, TIMEOUT_MS);
        moved ??= join(folder ?? '', 'data');
        await command.printed(/Kontor is up/, TIMEOUT_MS);
        expect({ start, data: join(folder ?? '', 'data') }).toEqual({ start, data: moved });
        expect(moved.startsWith(closed)).toBe(false);
        expect(existsSync(moved)).toBe(true);
        const { errors } = await ask(
          `http://127.0.0.1:${place.gatewayPort}/graphql`,
          '{ products(first: 1) { totalCount } }',
        );
        expect(errors).toEqual([]);
        const pids = recordedProcesses(place.home).map(({ pid }) => pid);
        command.kill('SIGINT');
        expect(await command.exited).toBe(0);
        expect(await survivors(pids)).toEqual([]);
      }
      expect(readFileSync(join(place.home, 'postgres/server.json'), 'utf8')).toContain(dirname(moved ?? ''));
    },
    TIMEOUT_MS,
  );
});
