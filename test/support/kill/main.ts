/**
 * `npm run test:kill -- --seed 1 --moments 100`: kill -9 at random moments, and the table of what became of it.
 *
 * Each result is appended to a file as it comes, so a run that was interrupted goes on where it stopped when it is
 * started again with the same seed; `--until N` ends it after moment N. Exit code 1 when anything was violated.
 */
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../kontor/command.js';
import { drawMoments, type Moment } from './moments.js';
import { createRig, type Rig } from './rig.js';
import { type MomentResult, runMoment } from './run-moment.js';
import { killTable } from './table.js';
import { killAll, pidsOf } from './targets.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    moments: { type: 'string', default: '100' },
    until: { type: 'string' },
    results: { type: 'string' },
  },
});
const seed = Number(values.seed);
const moments = drawMoments(seed, Number(values.moments));
const file = values.results ?? join(root, '.kontor', 'kill', `seed-${seed}.jsonl`);

mkdirSync(join(file, '..'), { recursive: true });
const results = readResults();
const left = moments
  .slice(results.length)
  .filter(({ number }) => number <= Number(values.until ?? moments.length));
console.log(
  `seed ${seed}: ${results.length} of ${moments.length} moments done, ${left.length} to go; results in ${file}`,
);
if (left.length > 0) await run(left);
console.log(`\n${killTable(results)}\n`);
process.exitCode = results.some(({ violations }) => violations.length > 0) ? 1 : 0;

async function run(todo: readonly Moment[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-kill-'));
  chmodSync(folder, 0o711);
  const rig = await createRig(folder);
  process.once('SIGINT', () => {
    killAll(pidsOf('everything', rig.kontor));
    process.exit(130);
  });
  rig.begin();
  await rig.up();
  for (const moment of todo) {
    const result = await attempt(rig, moment);
    results.push(result);
    appendFileSync(file, `${JSON.stringify(result)}\n`);
    tell(result);
  }
  await rig.stop();
  if (results.every(({ violations }) => violations.length === 0)) rmSync(folder, { recursive: true });
  else console.log(`kept for a look: ${folder}`);
}

/** A moment from which it does not come back is a result, too; the next one begins with a new home. */
async function attempt(rig: Rig, moment: Moment): Promise<MomentResult> {
  try {
    return await runMoment(rig, moment);
  } catch (error) {
    killAll(pidsOf('everything', rig.kontor));
    await rig.takeFreshHome();
    rig.begin();
    await rig.up();
    const why = error instanceof Error ? error.message : String(error);
    return { ...moment, publishes: [], complete: null, recoveryMs: Number.NaN, violations: [why] };
  }
}

function tell({ number, target, kind, at, recoveryMs, publishes, complete, violations }: MomentResult): void {
  const became = complete === null ? publishes.join(', ') : complete ? 'complete' : 'not complete';
  const when = `${target} during ${kind} at ${Math.round(at * 100)} %`;
  console.log(
    `${String(number).padStart(4)}  ${when.padEnd(38)} back after ${Math.round(recoveryMs)} ms  ${became}`,
  );
  for (const violation of violations) console.log(`      VIOLATED: ${violation}`);
}

function readResults(): MomentResult[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as MomentResult);
}
