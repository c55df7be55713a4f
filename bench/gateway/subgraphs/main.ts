/**
 * The four subgraphs as one process, told what to do by its parent: `node main.ts`. Counts what it is asked, and which
 * `authorization` values reach it.
 */
import { startRawServer } from '../http/raw-server.ts';
import type { SubgraphName } from '../world/schemas.ts';
import { Answers } from './answer.ts';
import { Credentials } from './credentials.ts';
import { Delay } from './delay.ts';
import type { SubgraphCounters, SubgraphOrder, SubgraphReply } from './protocol.ts';
import { SUBGRAPHS } from './subgraph.ts';

const AUTHORIZATION = /\r\nauthorization: *([^\r]*)/i;

const delay = new Delay();
const credentials = new Credentials();
const answers = new Map(SUBGRAPHS.map((subgraph) => [subgraph.name, new Answers(subgraph)]));
let requests = 0;
let anonymous = 0;

const ports = {} as Record<SubgraphName, number>;
for (const [name, answersOf] of answers) {
  const server = await startRawServer((head, body, reply) => {
    requests += 1;
    const value = AUTHORIZATION.exec(head)?.[1];
    if (value === undefined) anonymous += 1;
    else credentials.add(value);
    const message = answersOf.of(body.toString('utf8'));
    delay.after(() => reply(message));
  });
  ports[name] = server.port;
}

process.on('message', (order: SubgraphOrder) => {
  switch (order.kind) {
    case 'reset':
      delay.delayMs = order.delayMs;
      requests = anonymous = 0;
      credentials.clear();
      for (const answersOf of answers.values()) answersOf.refused = 0;
      return reply({ kind: 'counters', ...counters() });
    case 'count':
      return reply({ kind: 'counters', ...counters() });
  }
});
// Without its parent there is nobody to stop it.
process.on('disconnect', () => process.exit(0));
reply({ kind: 'ready', ports });

function counters(): SubgraphCounters {
  const refused = [...answers.values()].reduce((sum, answersOf) => sum + answersOf.refused, 0);
  return { requests, anonymous, refused, credentials: credentials.size };
}

function reply(message: SubgraphReply): void {
  process.send?.(message);
}
