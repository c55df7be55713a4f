import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { peersFolder } from '../targets/peers.ts';

const INSTALL_MS = 600_000;
const run = promisify(execFile);

/** `npm ci` in the peer's folder, once for each lock. What goes wrong is an answer, not a failure. */
export async function installPeer(name: string): Promise<string | undefined> {
  const folder = path.join(peersFolder, name);
  const lock = readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
  const installed = path.join(folder, 'node_modules/.installed-lock.json');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return undefined;
  process.stderr.write(`installing ${name} …\n`);
  try {
    const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', flags, { cwd: folder, timeout: INSTALL_MS });
    writeFileSync(installed, lock);
    return undefined;
  } catch (error) {
    return `does not install: ${lastLine(error instanceof Error ? error.message : String(error))}`;
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
