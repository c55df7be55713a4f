import { startRawServer, type RawServer } from '../http/raw-server.ts';
import { SUBGRAPH_NAMES, type SubgraphName } from '../world/schemas.ts';
import { Answers } from './answer.ts';
import { Credentials } from './credentials.ts';
import { Delay } from './delay.ts';
import type { SubgraphCounters } from './protocol.ts';
import { SUBGRAPHS } from './subgraph.ts';

const AUTHORIZATION = /\r\nauthorization: *([^\r]*)/i;

export interface ServedSubgraphs {
  readonly ports: Readonly<Record<SubgraphName, number>>;
  /** Sets what is counted back to nothing; answers take `delayMs` from now on. */
  reset(delayMs: number): void;
  count(): SubgraphCounters;
  close(): Promise<void>;
}

/** All four, each at a port of its own. They count what they are asked, and which `authorization` values reach them. */
export async function serveSubgraphs(): Promise<ServedSubgraphs> {
  const delay = new Delay();
  const credentials = new Credentials();
  const answers = new Map(SUBGRAPHS.map((subgraph) => [subgraph.name, new Answers(subgraph)]));
  const servers = new Map<SubgraphName, RawServer>();
  let requests = 0;
  let anonymous = 0;
  for (const [name, answersOf] of answers) {
    const server = await startRawServer((head, body, reply) => {
      requests += 1;
      const value = AUTHORIZATION.exec(head)?.[1];
      if (value === undefined) anonymous += 1;
      else credentials.add(value);
      const message = answersOf.of(body.toString('utf8'));
      delay.after(() => reply(message));
    });
    servers.set(name, server);
  }
  return {
    ports: Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, servers.get(name)?.port ?? 0])) as Record<
      SubgraphName,
      number
    >,
    reset(delayMs) {
      delay.delayMs = delayMs;
      requests = anonymous = 0;
      credentials.clear();
      for (const answersOf of answers.values()) answersOf.refused = 0;
    },
    count() {
      const refused = [...answers.values()].reduce((sum, answersOf) => sum + answersOf.refused, 0);
      return { requests, anonymous, refused, credentials: credentials.size };
    },
    async close() {
      for (const server of servers.values()) await server.close();
    },
  };
}
