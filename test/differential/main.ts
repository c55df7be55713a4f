/**
 * `npm run test:differential -- --seed N`: random operations, answered by the engines from strict subgraphs and by a
 * monolith from the same universe. Exit code 0: all agree; 1: some do not; 3: called wrongly.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { auditGraphs } from './audit-graphs.js';
import { renderReport } from './render-report.js';
import { run, type Report, type Subject } from './run/run.js';
import { randomGraphs } from './random-supergraphs/random-graphs.js';
import { storefrontGraph, writtenGraphs } from './supergraphs.js';
import {
  closeAll,
  createWitnesses,
  isWitnessName,
  planningInThread,
  WITNESS_NAMES,
} from './witnesses/witnesses.js';
import { createWorld } from './world/world.js';

const USAGE = `usage: npm run test:differential -- --seed N [--operations N] [--supergraph NAME …] [--audit DIR] [--faults]
         [--witness ${WITNESS_NAMES.join('|')} …] [--random-supergraphs N] [--resume FILE] [--format json]\n`;

const SAVE_EVERY = 100;

interface Progress {
  readonly done: number;
  readonly report: Report;
}

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      operations: { type: 'string', default: '2000' },
      supergraph: { type: 'string', multiple: true },
      audit: { type: 'string' },
      'random-supergraphs': { type: 'string', default: '6' },
      witness: { type: 'string', multiple: true, default: ['compiled'] },
      resume: { type: 'string' },
      format: { type: 'string', default: 'text' },
      faults: { type: 'boolean', default: false },
      reduce: { type: 'string', default: '400' },
    },
  });
  const seed = Number(values.seed);
  const operations = Number(values.operations);
  const randomSupergraphs = Number(values['random-supergraphs']);
  const witnesses = values.witness.filter(isWitnessName);
  const areWhole = [seed, operations, randomSupergraphs].every(Number.isInteger);
  if (!areWhole || witnesses.length < values.witness.length) {
    process.stderr.write(USAGE);
    return 3;
  }
  const graphs = [
    ...writtenGraphs(),
    storefrontGraph(),
    ...randomGraphs(seed, randomSupergraphs),
    ...(await auditGraphs(values.audit)),
  ].filter(({ name }) => values.supergraph?.includes(name) ?? true);
  const start = witnesses.includes('deferred') ? planningInThread : undefined;
  const subjects: Subject[] = [];
  for (const graph of graphs) {
    const world = createWorld(graph);
    subjects.push({ world, witnesses: await createWitnesses(witnesses, world, start) });
  }
  const file = values.resume;
  const before = file !== undefined && existsSync(file) ? readProgress(file) : undefined;
  const report = await run(
    subjects,
    {
      seed,
      operations,
      from: before?.done ?? 0,
      reduceAttemptsMax: Number(values.reduce),
      faults: values.faults,
    },
    (done, soFar) => {
      if (file !== undefined && (done % SAVE_EVERY === 0 || done === operations))
        writeProgress(file, { done, report: soFar });
    },
    before?.report,
  );
  await closeAll(subjects.flatMap((one) => one.witnesses));
  process.stdout.write(values.format === 'json' ? `${JSON.stringify(report)}\n` : renderReport(report));
  return report.disagreements.length === 0 ? 0 : 1;
}

const readProgress = (file: string): Progress => JSON.parse(readFileSync(file, 'utf8')) as Progress;

/** Whole or not at all: a run that is killed leaves the progress before. */
function writeProgress(file: string, progress: Progress): void {
  writeFileSync(`${file}.new`, JSON.stringify(progress));
  renameSync(`${file}.new`, file);
}
