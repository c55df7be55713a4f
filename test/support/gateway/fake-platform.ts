import { artifactHash } from '@kontor/protocol';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The delivery endpoint of a platform, on a real socket, as the protocol describes it; and as it should not be. */
export interface FakePlatform {
  readonly url: string;
  readonly polls: {
    readonly ifNoneMatch: string | undefined;
    readonly waitMs: number;
    readonly key: string | undefined;
  }[];
  /** From now on this is the supergraph; held polls hear of it. */
  deliver(sdl: string | undefined): void;
  /** What every poll is answered instead. */
  answerWith(answer: ((response: ServerResponse) => void) | undefined): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startFakePlatform(): Promise<FakePlatform> {
  const polls: FakePlatform['polls'] = [];
  const held = new Set<() => void>();
  const sockets = new Set<Socket>();
  let sdl: string | undefined;
  let instead: ((response: ServerResponse) => void) | undefined;
  let server: Server | undefined;
  let port = 0;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'http://platform');
    const waitMs = Number(url.searchParams.get('waitMs'));
    const known = request.headers['if-none-match'];
    polls.push({ ifNoneMatch: known, waitMs, key: request.headers.authorization });
    if (instead) return instead(response);
    if (url.pathname !== '/artifacts/shop/current/supergraph')
      return refuse(response, 404, 'GRAPH_NOT_FOUND');
    if (sdl === undefined) return refuse(response, 404, 'SUPERGRAPH_NOT_READY');
    const etag = `"${artifactHash(sdl)}"`;
    if (known !== etag) {
      response.writeHead(200, { etag, 'kontor-launch-id': 'l1' }).end(sdl);
      return;
    }
    const timer = setTimeout(() => {
      held.delete(again);
      response.writeHead(304, { etag }).end();
    }, waitMs);
    const again = () => {
      clearTimeout(timer);
      held.delete(again);
      polls.pop();
      answer(request, response);
    };
    held.add(again);
    response.once('close', () => {
      clearTimeout(timer);
      held.delete(again);
    });
  }

  async function start(): Promise<void> {
    server = createServer(answer);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    polls,
    deliver(next) {
      sdl = next;
      for (const again of held) again();
    },
    answerWith(next) {
      instead = next;
      for (const again of held) again();
    },
    start,
    async stop() {
      const stopping = server;
      server = undefined;
      if (!stopping) return;
      const closed = new Promise((resolve) => stopping.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code, message: `refused: ${code}`, fix: '…' } }));
}
