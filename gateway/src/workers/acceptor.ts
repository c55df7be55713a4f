import { addressOf, boundHost, portTaken } from '@kontor/http';
import { createServer, type Socket } from 'node:net';

/** Who serves connections: a worker, as the acceptor sees it. */
export interface Taker {
  /** Answered by `taken` or `declined`; there is at most one unanswered connection. */
  hand(connection: Socket): void;
}

/**
 * The gateway's one port. The primary accepts, and hands each connection to the worker that has the fewest: so work is
 * spread evenly, the port stays open whichever workers live, and a connection that its worker did not take before it
 * died, or while it drains, is handed to another one, untouched.
 *
 *   accepted --a taker is free--> handed --taken--> the worker's
 *       ^                            │
 *       └──────declined, gone────────┘
 */
export interface Acceptor {
  /** Throws ProcessError PORT_TAKEN. */
  listen(at: { host: string; port: number }): Promise<{ url: string; port: number }>;
  add(taker: Taker): void;
  taken(taker: Taker): void;
  declined(taker: Taker): void;
  ended(taker: Taker, connections: number): void;
  /** Connections go to others, as long as there are any. */
  leaving(taker: Taker): void;
  /** It is no more: what it did not take goes to others. */
  remove(taker: Taker): void;
  close(): void;
}

interface TakerState {
  handed: Socket | undefined;
  handedAtMs: number;
  /** Connections that it serves, and the one that it was handed. */
  open: number;
  isLeaving: boolean;
}

/** So long the worker with the fewest connections is waited for before the next best one gets one more. */
const FEWEST_WAIT_MS = 20;

export function createAcceptor({ connectionsMax }: { connectionsMax: number }): Acceptor {
  const takers = new Map<Taker, TakerState>();
  let waiting: Socket[] = [];
  let timer: NodeJS.Timeout | undefined;

  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (connection) => {
    // It is not read here; what becomes of it is its worker's affair.
    connection.on('error', () => connection.destroy());
    if (connectionsOpen() >= connectionsMax) {
      connection.destroy();
      return;
    }
    waiting.push(connection);
    handOut();
  });

  const connectionsOpen = (): number =>
    [...takers.values()].reduce((sum, { open }) => sum + open, waiting.length);

  function handOut(): void {
    while (waiting.length > 0) {
      const [taker, state] = best(takers) ?? [];
      if (!taker || !state) return;
      if (state.handed) {
        timer ??= setTimeout(() => {
          timer = undefined;
          handOut();
        }, FEWEST_WAIT_MS);
        return;
      }
      const connection = waiting.shift();
      if (!connection || connection.destroyed) continue;
      state.handed = connection;
      state.handedAtMs = performance.now();
      state.open += 1;
      taker.hand(connection);
    }
  }

  function putBack(state: TakerState | undefined): void {
    if (state?.handed) waiting.unshift(state.handed);
  }

  return {
    async listen({ host, port }) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', (error) => reject(portTaken(error, { host, port }) as Error));
        server.listen({ host: boundHost(host), port }, resolve);
      });
      return addressOf(server, host);
    },
    add(taker) {
      takers.set(taker, { handed: undefined, handedAtMs: 0, open: 0, isLeaving: false });
      handOut();
    },
    taken(taker) {
      const state = takers.get(taker);
      if (!state) return;
      // The worker has its own hold on it.
      state.handed?.destroy();
      state.handed = undefined;
      handOut();
    },
    declined(taker) {
      putBack(takers.get(taker));
      takers.delete(taker);
      handOut();
    },
    ended(taker, connections) {
      const state = takers.get(taker);
      if (state) state.open -= connections;
    },
    leaving(taker) {
      const state = takers.get(taker);
      if (state) state.isLeaving = true;
    },
    remove(taker) {
      putBack(takers.get(taker));
      takers.delete(taker);
      handOut();
    },
    close() {
      clearTimeout(timer);
      server.close();
      for (const connection of waiting) connection.destroy();
      waiting = [];
    },
  };
}

/**
 * Who stays before who leaves, then who has the fewest connections; without those that have owed an answer for the last
 * one for long: they are stuck.
 */
function best(takers: ReadonlyMap<Taker, TakerState>): [Taker, TakerState] | undefined {
  const now = performance.now();
  let found: [Taker, TakerState] | undefined;
  for (const entry of takers) {
    const [, state] = entry;
    if (state.handed && now - state.handedAtMs >= FEWEST_WAIT_MS) continue;
    if (!found || isBefore(state, found[1])) found = entry;
  }
  return found;
}

/** Of equals, one that has answered. */
function isBefore(a: TakerState, b: TakerState): boolean {
  if (a.isLeaving !== b.isLeaving) return b.isLeaving;
  return a.open === b.open ? !a.handed && b.handed !== undefined : a.open < b.open;
}
