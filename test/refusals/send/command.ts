import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { kontorBin } from '../../support/kontor/command.js';
import type { Outcome } from '../row.js';

export interface Command {
  readonly args: readonly string[];
  /** Text by path below the folder that the command runs in, which is its home, too. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Memory of the command; a text that unfolds to more ends it, and the row with it. */
const HEAP_MIB_MAX = 256;
const COMMAND_MS_MAX = 30_000;

/** `kontor …` in a folder of its own, to its end. */
export async function runCli({ args, files = {}, env = {} }: Command): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-refused-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      await chmod(file, 0o600);
    }
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MIB_MAX}`, kontorBin, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(COMMAND_MS_MAX),
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, KONTOR_HOME: folder, NO_COLOR: '1', ...env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { kind: 'exit', exitCode: exitCode ?? -1, stdout, stderr };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
