import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../support/kontor.ts';
import { node, type Target } from './target.ts';

/** As shipped, with one more header rule than the defaults; its access log goes to a file. */
const CONFIG = `headers:
  - propagate: authorization
  - propagate: traceparent
  - propagate: tracestate
  - propagate: accept-language
`;

export const kontor: Target = {
  name: 'kontor',
  title: 'Kontor',
  runsOnNode: true,
  command(place) {
    const config = path.join(place.folder, 'gateway.yaml');
    writeFileSync(config, CONFIG);
    const bin = path.join(root, 'cli/bin/kontor.mjs');
    const flags = ['--supergraph', place.supergraphFile, '--port', String(place.port), '--config', config];
    return {
      command: node(place, bin, 'gateway', ...flags),
      env: place.workload === 'operations' ? { KONTOR_SHARE_OPERATIONS: '1' } : {},
      cwd: place.folder,
    };
  },
};
