import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { answerOfMonolith } from '../world/monolith.ts';
import { workloadOf, type WorkloadName } from '../workloads.ts';
import { node, type Target } from './target.ts';

const main = path.join(import.meta.dirname, '../by-hand/main.ts');

const onlyKnownDocuments = (workload: WorkloadName): string | undefined => {
  if (workload === 'distinct') return 'knows its documents';
  return workload === 'cores' ? 'has one process' : undefined;
};

export const byHand: Target = {
  name: 'by-hand',
  title: 'ceiling: written by hand',
  runsOnNode: true,
  unfit: onlyKnownDocuments,
  command(place) {
    const share = { same: 'fetches', operations: 'operations' }[place.workload as string] ?? 'nothing';
    return { command: node(place, main, 'by-hand', String(place.port), JSON.stringify(place.urls), share) };
  },
};

export const hello: Target = {
  name: 'hello',
  title: 'ceiling: the same bytes, no work',
  runsOnNode: true,
  unfit: onlyKnownDocuments,
  command(place) {
    const file = path.join(place.folder, 'answer.json');
    writeFileSync(file, JSON.stringify(answerOfMonolith(workloadOf(place.workload).query)));
    return { command: node(place, main, 'hello', String(place.port), file) };
  },
};
