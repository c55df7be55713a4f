import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kontorBin, root, type RunningCommand } from './command.js';
import {
  choosePlace,
  kontorAt,
  type KontorPlace,
  type KontorUnderTest,
  placeVariables,
  START_TIMEOUT_MS,
} from './start-kontor.js';
import { isRunning } from './processes.js';
import { until } from './until.js';

/**
 * One Kontor with the whole storefront for all end-to-end tests that leave it as they found it, or add only
 * what is theirs (a customer and a cancelled order): the first that asks starts it, Jest's globalTeardown stops it
 * (test/support/kontor-stop.mjs).
 */
export async function sharedKontor(): Promise<KontorUnderTest> {
  const folder = process.env['KONTOR_E2E_FOLDER'];
  if (!folder)
    throw new Error('end-to-end tests run in the Jest project "e2e", whose globalSetup makes their folder');
  const file = join(folder, 'shared.json');
  if (!existsSync(file)) await startShared(folder, file);
  const { place, pid } = JSON.parse(readFileSync(file, 'utf8')) as { place: KontorPlace; pid: number };
  return kontorAt(place, detachedCommand(pid, join(folder, 'shared.log')));
}

async function startShared(folder: string, file: string): Promise<void> {
  const place = await choosePlace(folder, 'shared');
  const log = join(folder, 'shared.log');
  const out = openSync(log, 'a');
  // Jest gives each test file a world of its own: the process must outlive the one that started it.
  const child = spawn(process.execPath, [kontorBin, 'start'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', out, out],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      NO_COLOR: '1',
      ...placeVariables(place),
    },
  });
  child.unref();
  const pid = child.pid ?? 0;
  writeFileSync(file, JSON.stringify({ place, pid }));
  await detachedCommand(pid, log).printed(/Kontor is up/, START_TIMEOUT_MS);
}

function detachedCommand(pid: number, log: string): RunningCommand {
  const output = (): string => readFileSync(log, 'utf8');
  return {
    pid,
    output,
    async printed(pattern, timeoutMs) {
      const match = await until(
        `it prints ${pattern}`,
        () => output().match(pattern) ?? (isRunning(pid) ? undefined : 'ended'),
        timeoutMs,
      );
      if (match === 'ended') throw new Error(`it ended without printing ${pattern}:\n${output()}`);
      return match as RegExpMatchArray;
    },
    kill: (signal) => void process.kill(pid, signal),
    exited: new Promise(() => {}),
  };
}
