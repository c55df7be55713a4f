import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolEnvironment } from '../setup/environment.mjs';
import { pinnedNodePath } from '../setup/pinned-node.mjs';
import { run } from '../setup/run.mjs';
import { countJest } from './count-jest.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: string[], ms: number, output: string }} GateResult
 *   `output` is what to print when something failed.
 */

/**
 * Runs one gate on the pinned Node. Never throws: what cannot run has failed.
 *
 * @param {string} root
 * @param {import('./gates.mjs').Gate} gate
 * @returns {Promise<GateResult>}
 */
export async function runGate(root, gate) {
  const startedAt = performance.now();
  const result = gate.kind === 'jest' ? await runJest(root, gate) : await runCommand(root, gate);
  return { ...result, ms: performance.now() - startedAt };
}

async function runCommand(root, { args }) {
  const { code, output } = await run(pinnedNodePath(root), args, { cwd: root, env: toolEnvironment(root) });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], output };
}

async function runJest(root, { project, env, args = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-jest-'));
  const report = join(folder, 'report.json');
  try {
    const { code, output } = await run(
      pinnedNodePath(root),
      [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
        ...['--selectProjects', project, '--json', `--outputFile=${report}`],
        ...args,
      ],
      { cwd: root, env: { ...toolEnvironment(root), ...env } },
    );
    return countJest(readReport(report), code, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
