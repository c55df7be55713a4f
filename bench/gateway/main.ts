/**
 * `npm run bench:gateway`: Kontor's gateway beside everybody else's, on this machine, over the same four subgraphs.
 *
 * Each target is one process tree on a core of its own; the load generator and the subgraphs have the other one. Every
 * answer is looked at. Targets take turns within each round. CPU time per request is the figure to trust; requests per
 * second are for orientation. `--help` lists the options. See bench/README.md.
 */
import { loadavg } from 'node:os';
import { printMachine } from '../support/print.ts';
import { parseOptions, USAGE, type BenchOptions } from './options.ts';
import { markdownOf, textOf } from './report/print.ts';
import { printTables, tablesOf } from './report/profile-table.ts';
import { swapSection } from './report/swap-section.ts';
import { figuresOf, sectionOf, type Section } from './report/table.ts';
import { withBench, type Bench } from './run/bench.ts';
import { killAll, stopAll } from './run/child.ts';
import { profileTarget } from './run/profile.ts';
import { runSwap } from './run/run-swap.ts';
import { runWorkload } from './run/run-workload.ts';
import { TARGETS } from './targets/all.ts';
import { kontor } from './targets/kontor.ts';

/** Of the machine before anything is started; two cores are wanted for this. */
const BUSY_LOAD = 1;

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') return void process.stdout.write(USAGE);
  if (options.format !== 'json') printMachine();
  if ((loadavg()[0] ?? 0) > BUSY_LOAD)
    console.error('The machine is busy: of these figures only CPU per request means something.');
  await withBench((bench) => (options.profile ? profile(bench, options) : compare(bench, options)));
}

async function compare(bench: Bench, options: BenchOptions): Promise<void> {
  const targets = TARGETS.filter(({ name }) => options.targets.includes(name));
  const results: object[] = [];
  for (const workload of options.workloads) {
    if (workload === 'swap') {
      results.push(await compareSwap(bench, options));
      continue;
    }
    const rows = await runWorkload(bench, workload, targets, options);
    const section = sectionOf(workload, rows);
    results.push({
      workload,
      remarks: section.remarks,
      rows: rows.map((row) => ({ target: row.target.name, figures: figuresOf(row) ?? row.result })),
    });
    printSection(section, options);
  }
  if (options.format === 'json') console.log(JSON.stringify(results, null, 2));
}

/** A matter of Kontor alone. */
async function compareSwap(bench: Bench, options: BenchOptions): Promise<object> {
  const result = await runSwap(bench, kontor, options);
  printSection(swapSection(result, options.swapSeconds), options);
  return { workload: 'swap', ...result };
}

function printSection(section: Section, { format }: BenchOptions): void {
  if (format === 'json') return;
  console.log(`\n${format === 'text' ? textOf(section) : markdownOf(section)}`);
}

async function profile(bench: Bench, options: BenchOptions): Promise<void> {
  const target = TARGETS.find(({ name }) => name === options.profile);
  if (!target) return;
  for (const workload of options.workloads) {
    if (workload === 'swap') continue;
    const { connections, warmUpSeconds, seconds } = options;
    const load = { connections, warmUpSeconds, windowsSeconds: [seconds] };
    const { profile: taken, file, measurement } = await profileTarget(bench, target, workload, load);
    const { cpuMsPerRequest, requestsPerSecond, complaints } = measurement;
    console.log(
      `\n${target.title}, ${workload}: ${cpuMsPerRequest.toFixed(3)} ms of CPU per request with the profiler on, ${requestsPerSecond.toFixed(0)} requests per second`,
    );
    for (const complaint of complaints) console.log(`(!) ${complaint}`);
    console.log(`the profile is in ${file}\n\n${printTables(tablesOf(taken))}`);
  }
}

for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const)
  process.once(signal, () => void stopAll().finally(() => process.exit(128 + number)));
process.once('exit', killAll);

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
