/**
 * `npm run test:soak -- --seed N`: a gateway as it ships, under mixed requests, swaps, faults and clients that give up; every
 * complete answer is compared with the right one. Exit code 0: it held; 1: it did not; 3: called wrongly.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { renderReport } from './report.js';
import { EXCHANGE_KINDS, type ExchangeKind } from './plan/exchange.js';
import { soak } from './run/soak.js';
import type { Tally } from './run/tally.js';

const USAGE = `usage: npm run test:soak -- --seed N [--requests N] [--connections N] [--swap-every-ms N] [--kinds NAME,…] [--checkpoints N]\n         [--resume FILE] [--format json]\n`;
const RESTART_EVERY_MS = 15_000;
const CHECKPOINT_EXCHANGES_MIN = 2_000;

interface Progress {
  readonly seed: number;
  readonly tally: Tally;
}

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      requests: { type: 'string', default: '2000000' },
      connections: { type: 'string', default: '50' },
      'swap-every-ms': { type: 'string', default: '5000' },
      kinds: { type: 'string' },
      checkpoints: { type: 'string', default: '40' },
      resume: { type: 'string' },
      format: { type: 'string', default: 'text' },
    },
  });
  const numbers = [
    values.seed,
    values.requests,
    values.connections,
    values['swap-every-ms'],
    values.checkpoints,
  ].map(Number);
  const [seed = NaN, exchanges = NaN, connections = NaN, swapEveryMs = NaN, checkpoints = NaN] = numbers;
  const named = values.kinds?.split(',');
  const kinds = named?.filter(isExchangeKind);
  if (
    !numbers.every((number) => Number.isInteger(number) && number >= 0) ||
    values.seed === undefined ||
    kinds?.length !== named?.length
  ) {
    process.stderr.write(USAGE);
    return 3;
  }
  const file = values.resume;
  const before = file !== undefined && existsSync(file) ? readProgress(file) : undefined;
  if (before && before.seed !== seed) {
    process.stderr.write(`${file} is of seed ${before.seed}\n`);
    return 3;
  }
  const tally = await soak({
    seed,
    exchanges,
    connections,
    kinds,
    swapEveryMs,
    restartEveryMs: RESTART_EVERY_MS,
    checkpointEvery: Math.max(CHECKPOINT_EXCHANGES_MIN, Math.ceil(exchanges / checkpoints)),
    before: before?.tally,
    onProgress: (soFar, held) => tell(soFar, exchanges, held),
    onCheckpoint: (soFar) => {
      if (file !== undefined) writeProgress(file, { seed, tally: soFar });
    },
  });
  process.stdout.write(
    values.format === 'json' ? `${JSON.stringify({ seed, ...tally })}\n` : renderReport(tally, seed),
  );
  return tally.violationsCount === 0 ? 0 : 1;
}

function tell(tally: Tally, wanted: number, held: { heapMiB: number; rssMiB: number } | undefined): void {
  const done = Object.values(tally.byKind).reduce((sum, count) => sum + count, 0);
  const perSecond = (done * 1_000) / tally.elapsedMs;
  const left =
    Number.isFinite(perSecond) && perSecond > 0
      ? `${((wanted - done) / perSecond / 60).toFixed(1)} min left`
      : '';
  const memory = held ? `, heap ${held.heapMiB.toFixed(1)} MiB, RSS ${held.rssMiB.toFixed(0)} MiB` : '';
  process.stderr.write(
    `${done} of ${wanted}, ${perSecond.toFixed(0)}/s, ${tally.swaps} swaps, ${tally.violationsCount} violations${memory}; ${left}\n`,
  );
}

function readProgress(file: string): Progress {
  return JSON.parse(readFileSync(file, 'utf8')) as Progress;
}

/** Whole or not at all: a run that is killed leaves the progress before. */
function writeProgress(file: string, progress: Progress): void {
  writeFileSync(`${file}.new`, JSON.stringify(progress));
  renameSync(`${file}.new`, file);
}

function isExchangeKind(name: string): name is ExchangeKind {
  return (EXCHANGE_KINDS as readonly string[]).includes(name);
}
