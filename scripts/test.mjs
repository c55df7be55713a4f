// `npm test`: the one gate. Installs and builds what is missing, then asks everything of the tree that CI asks.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { join } = await import('node:path');
const { parseArgs } = await import('node:util');
const { describeFailure } = await import('./setup/failure.mjs');
const { prepare } = await import('./setup/prepare.mjs');
const { createProgress, formatDuration } = await import('./setup/progress.mjs');
const { allGates, selectGates } = await import('./test/gates.mjs');
const { runGate } = await import('./test/run-gate.mjs');
const { summarise } = await import('./test/summary.mjs');

const root = join(import.meta.dirname, '..');
const progress = createProgress();

process.exitCode = await main();

async function main() {
  const startedAt = performance.now();
  try {
    await prepare(root, progress);
  } catch (error) {
    process.stderr.write(describeFailure(error));
    progress.line('0 passed, 1 failed');
    return 1;
  }
  const gates = selectGates(allGates(process.env), readOnly());
  const results = (await Promise.all(gates.lanes.map(runInOrder))).flat();
  results.push(...(await runInOrder(gates.last)));
  if (results.length === 0) {
    process.stderr.write(
      'error USAGE_INVALID: --only names no step.\n  fix: look at the names in scripts/test/gates.mjs.\n',
    );
    return 3;
  }
  progress.line(`All steps took ${formatDuration(performance.now() - startedAt)}.`);
  for (const line of summarise(results)) progress.line(line);
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

/** `npm test -- --only unit,lint` */
function readOnly() {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
  return (values.only ?? []).flatMap((names) => names.split(','));
}

/** A gate that fails does not keep the next one from telling what it found. */
async function runInOrder(gates) {
  const results = [];
  for (const gate of gates) {
    const result = await runGate(root, gate);
    results.push(result);
    report(gate, result);
  }
  return results;
}

function report({ name, kind }, { passed, failed, skipped, ms, output }) {
  const mark = failed > 0 ? progress.paint(31, '✖') : progress.paint(32, '✔');
  const tests =
    kind === 'jest'
      ? `, ${passed} passed, ${failed} failed${skipped.length ? `, ${skipped.length} skipped` : ''}`
      : '';
  if (failed > 0) progress.line(`\n${output.trim()}\n`);
  progress.line(`${mark} ${name}: ${formatDuration(ms)}${tests}`);
}
