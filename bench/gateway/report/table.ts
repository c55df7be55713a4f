import type { Row, Figures } from '../run/run-workload.ts';
import type { TargetName } from '../targets/target.ts';
import { workloadOf, type WorkloadName } from '../workloads.ts';

export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Beneath the table: the goals, and what was wrong. */
  readonly remarks: readonly string[];
}

const HEAD = [
  'target',
  'CPU ms/req',
  'kernel',
  'vs stock',
  'of Grafbase',
  'req/s',
  'p50 ms',
  'p99 ms',
  'p99/p50',
  'busy',
  'peak MiB',
  'fetches/req',
];

export function sectionOf(workload: WorkloadName, rows: readonly Row[]): Section {
  const { title } = workloadOf(workload);
  const alone = rows.some((row) => figuresOf(row)?.aloneP50Ms !== undefined);
  return {
    title,
    head: alone ? [...HEAD, 'p50 ms, 1 conn.'] : HEAD,
    rows: rows.map((row) => cellsOf(row, rows, alone)),
    remarks: [...goalRemarks(workload, rows), ...rows.flatMap(complaintsOf)],
  };
}

export function figuresOf(row: Row | undefined): Figures | undefined {
  return row?.result.kind === 'measured' ? row.result.figures : undefined;
}

const figuresOfTarget = (rows: readonly Row[], name: TargetName): Figures | undefined =>
  figuresOf(rows.find(({ target }) => target.name === name));

function cellsOf(row: Row, rows: readonly Row[], alone: boolean): string[] {
  const { target, result } = row;
  if (result.kind === 'absent') return [target.title, `not measured: ${result.reason}`];
  const { figures } = result;
  const stock = figuresOfTarget(rows, 'apollo');
  const grafbase = figuresOfTarget(rows, 'grafbase');
  return [
    target.title + (figures.wrong > 0 || figures.complaints.length > 0 ? ' (!)' : ''),
    figures.cpuMsPerRequest.toFixed(3),
    percent(figures.kernelShare),
    stock ? `${(stock.cpuMsPerRequest / figures.cpuMsPerRequest).toFixed(1)}x` : '-',
    grafbase ? (figures.cpuMsPerRequest / grafbase.cpuMsPerRequest).toFixed(2) : '-',
    figures.requestsPerSecond.toFixed(0),
    figures.p50Ms.toFixed(1),
    figures.p99Ms.toFixed(1),
    (figures.p99Ms / figures.p50Ms).toFixed(1),
    percent(figures.cpuShare),
    figures.peakRssMiB.toFixed(0),
    figures.fetchesPerRequest.toFixed(1),
    ...(alone ? [figures.aloneP50Ms?.toFixed(1) ?? '-'] : []),
  ];
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

const MEMORY_GOAL_MIB = 250;
const SPREAD_GOAL = 3;
const ALONE_GOAL_MS = 19;

/** What the issue asks of Kontor, beside what it got. */
function goalRemarks(workload: WorkloadName, rows: readonly Row[]): string[] {
  const kontor = figuresOfTarget(rows, 'kontor');
  if (!kontor) return [];
  const remarks: string[] = [];
  const { goal } = workloadOf(workload);
  const grafbase = figuresOfTarget(rows, 'grafbase');
  if (goal && grafbase) {
    const share = kontor.cpuMsPerRequest / grafbase.cpuMsPerRequest;
    remarks.push(
      `share of Grafbase: ${share.toFixed(2)}; goal <= ${goal.share} ${verdict(share <= goal.share)}, further <= ${goal.further} ${verdict(share <= goal.further)}`,
    );
  }
  const mercurius = figuresOfTarget(rows, 'mercurius');
  if (workload === 'tiny' && mercurius)
    remarks.push(`ahead of Mercurius: ${verdict(kontor.cpuMsPerRequest < mercurius.cpuMsPerRequest)}`);
  const spread = kontor.p99Ms / kontor.p50Ms;
  remarks.push(`p99/p50: ${spread.toFixed(1)}; goal <= ${SPREAD_GOAL} ${verdict(spread <= SPREAD_GOAL)}`);
  if (workload !== 'cores')
    remarks.push(
      `peak memory: ${kontor.peakRssMiB.toFixed(0)} MiB; goal < ${MEMORY_GOAL_MIB} ${verdict(kontor.peakRssMiB < MEMORY_GOAL_MIB)}`,
    );
  if (kontor.aloneP50Ms !== undefined)
    remarks.push(
      `p50 at one connection: ${kontor.aloneP50Ms.toFixed(1)} ms; goal <= ${ALONE_GOAL_MS} ${verdict(kontor.aloneP50Ms <= ALONE_GOAL_MS)}`,
    );
  return remarks;
}

const verdict = (isMet: boolean): string => (isMet ? 'met' : 'not met');

function complaintsOf(row: Row): string[] {
  const figures = figuresOf(row);
  if (!figures) return [];
  const wrong = figures.wrong > 0 ? [`${figures.wrong} wrong answers`] : [];
  return [...wrong, ...figures.complaints].map((complaint) => `(!) ${row.target.title}: ${complaint}`);
}
