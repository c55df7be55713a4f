import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../support/kontor.ts';
import { node, type Target, type TargetPlace } from './target.ts';

/** As shipped, with one more header rule than the defaults; its access log goes to a file. */
const CONFIG = `headers:
  - propagate: authorization
  - propagate: traceparent
  - propagate: tracestate
  - propagate: accept-language
`;

const bin = path.join(root, 'cli/bin/kontor.mjs');

export const kontor: Target = {
  name: 'kontor',
  title: 'Kontor',
  runsOnNode: true,
  unfit: (workload) => (workload === 'cores' && !hasWorkers() ? 'has no --workers yet' : undefined),
  command(place) {
    const config = path.join(place.folder, 'gateway.yaml');
    writeFileSync(config, CONFIG);
    const flags = ['--supergraph', place.supergraphFile, '--port', String(place.port), '--config', config];
    if (place.workload === 'cores') flags.push('--workers', '2');
    return {
      command: [...start(place), 'gateway', ...flags],
      env: place.workload === 'operations' ? { KONTOR_SHARE_OPERATIONS: '1' } : {},
      cwd: place.folder,
    };
  },
};

/** The command by itself, with the flags that it gives its Node; under a profiler's flags Node comes first. */
const start = (place: TargetPlace): string[] =>
  place.nodeArguments.length === 0 ? [bin] : node(place, '--v8-pool-size=0', bin);

const hasWorkers = (): boolean =>
  execFileSync(process.execPath, [bin, 'gateway', '--help'], { encoding: 'utf8' }).includes('--workers');
