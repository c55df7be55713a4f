// Jest's globalTeardown of the project "e2e": stops the Kontor that tests shared, and clears their folder.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const STOP_TIMEOUT_MS = 30_000;

export default async function teardown() {
  const folder = process.env.KONTOR_E2E_FOLDER;
  if (!folder) return;
  const file = join(folder, 'shared.json');
  if (existsSync(file)) await stop(JSON.parse(readFileSync(file, 'utf8')).pid);
  rmSync(folder, { recursive: true, force: true });
}

async function stop(pid) {
  const signal = (name) => {
    try {
      process.kill(pid, name);
      return true;
    } catch {
      return false;
    }
  };
  signal('SIGTERM');
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  while (signal(0)) {
    if (performance.now() > deadline)
      throw new Error(`the shared Kontor (pid ${pid}) did not stop; see ${process.env.KONTOR_E2E_FOLDER}`);
    await delay(100);
  }
}
