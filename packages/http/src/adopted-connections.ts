import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Connections that another process accepted and handed over, instead of a port of this process's own.
 *
 *   new --start()--> taking --finish()--> finishing --last one closed--> finished
 */
export interface AdoptedConnections {
  start(): void;
  isTaking(): boolean;
  /** False: nothing was done with it, another process may serve it. */
  take(socket: Socket): boolean;
  /**
   * Takes no more, closes those that are idle, resolves when none is open. A server that does not listen would not wait
   * for them by itself.
   */
  finish(): Promise<void>;
}

export function createAdoptedConnections(server: Server): AdoptedConnections {
  const open = new Set<Socket>();
  let taking = false;
  let allClosed: (() => void) | undefined;

  return {
    start() {
      taking = true;
      // From here on Node looks for connections over their timeouts.
      server.emit('listening');
    },
    isTaking: () => taking,
    take(socket) {
      if (!taking) return false;
      open.add(socket);
      socket.once('close', () => {
        open.delete(socket);
        if (open.size === 0) allClosed?.();
      });
      // As Node sets up those that it accepts for an HTTP server.
      socket.setNoDelay(true);
      socket.allowHalfOpen = true;
      server.emit('connection', socket);
      return true;
    },
    async finish() {
      if (!taking) return;
      taking = false;
      server.closeIdleConnections();
      if (open.size > 0) await new Promise<void>((resolve) => void (allClosed = resolve));
    },
  };
}
