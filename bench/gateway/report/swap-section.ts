import type { SwapResult } from '../run/run-swap.ts';
import type { Section } from './table.ts';

const GOAL = 1.5;

export function swapSection(result: SwapResult, seconds: number): Section {
  const head = ['Kontor', 'req/s', 'p50 ms', 'p99 ms', 'CPU ms/req'];
  const title = `swap: as unique, the supergraph's file replaced under load, ${seconds} s before and after`;
  if (result.kind === 'absent')
    return { title, head, rows: [['Kontor', `not measured: ${result.reason}`]], remarks: [] };
  const { before, after, isSwapped } = result;
  const cells = (name: string, { requestsPerSecond, p50Ms, p99Ms, cpuMsPerRequest }: typeof before) => [
    name,
    requestsPerSecond.toFixed(0),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    cpuMsPerRequest.toFixed(3),
  ];
  const ratio = after.p99Ms / before.p99Ms;
  return {
    title,
    head,
    rows: [cells('before', before), cells('after', after)],
    remarks: [
      `p99 after / before: ${ratio.toFixed(2)}; goal <= ${GOAL} ${ratio <= GOAL ? 'met' : 'not met'}`,
      `the new supergraph is ${isSwapped ? '' : 'NOT '}served; ${after.wrong} wrong or lost answers`,
      ...after.complaints.map((complaint) => `(!) ${complaint}`),
    ],
  };
}
