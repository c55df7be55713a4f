import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { toolEnvironment } from './environment.mjs';
import { SetupFailure } from './failure.mjs';
import { fingerprint } from './fingerprint.mjs';
import { pinnedNodePath } from './pinned-node.mjs';
import { run } from './run.mjs';

/** Written after a complete build; a build that was killed half-way leaves the old one, whose hash no longer fits. */
const stampPath = (root) => join(root, 'node_modules', '.kontor-build');

export function isBuilt(root) {
  try {
    return readFileSync(stampPath(root), 'utf8') === fingerprint(root) && hasResults(root);
  } catch {
    return false;
  }
}

/** Generates and builds every workspace through turbo, whose cache skips what did not change. */
export async function build(root, report) {
  const before = fingerprint(root);
  const total = workspaceFolders(root).length * TASKS_PER_WORKSPACE;
  let finished = 0;
  const { code, output } = await run(
    pinnedNodePath(root),
    [
      join(root, 'node_modules', 'turbo', 'bin', 'turbo'),
      ...['run', 'generate', 'build', '--output-logs=new-only', '--log-order=grouped', '--ui=stream'],
      `--concurrency=${Math.max(2, availableParallelism())}`,
    ],
    {
      cwd: root,
      env: toolEnvironment(root),
      onLine: (line) => {
        if (!/cache (hit|miss|bypass)/.test(line)) return;
        finished += 1;
        report(Math.min(99, (100 * finished) / total), line.split(':')[0]);
      },
    },
  );
  if (code !== 0)
    throw new SetupFailure({
      code: 'BUILD_FAILED',
      what: `Generating or building failed (exit code ${code}).`,
      why: 'The tool’s message is above. In an unchanged clone this is usually a full disk or too little memory.',
      fix: 'Correct what the message names, then run the command again: only what is missing is built.',
      output,
    });
  writeFileSync(stampPath(root), before);
}

const TASKS_PER_WORKSPACE = 1.4;

/** Folders that package.json names as workspaces and that hold a package. */
function workspaceFolders(root) {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return workspaces
    .flatMap((pattern) => {
      if (!pattern.endsWith('/*')) return [pattern];
      const parent = pattern.slice(0, -2);
      const folder = join(root, parent);
      return existsSync(folder) ? readdirSync(folder).map((name) => `${parent}/${name}`) : [];
    })
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/** Somebody may have deleted a dist folder by hand: the fingerprint of the sources would not notice. */
const hasResults = (root) => workspaceFolders(root).every((folder) => existsSync(join(root, folder, 'dist')));
