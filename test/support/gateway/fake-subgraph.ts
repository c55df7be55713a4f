import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { graphql, parse } from 'graphql';

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: { query: string; operationName?: string; variables?: Record<string, unknown> };
}

/** Answers instead of the schema; `pass` lets the schema answer after all. */
export type Misbehaviour = (
  response: ServerResponse,
  request: ReceivedRequest,
  pass: () => Promise<void>,
) => void | Promise<void>;

export interface FakeSubgraph {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly sdl: string;
  readonly received: ReceivedRequest[];
  behave(misbehaviour: Misbehaviour | undefined): void;
  /** Like a process that is killed: the port closes and every connection is cut. */
  kill(): Promise<void>;
  /** On the same port again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export type Resolvers = Record<string, Record<string, unknown>>;

/** A federated subgraph on a real socket, without a framework in between, so that it can misbehave on every layer. */
export async function startFakeSubgraph(
  name: string,
  sdl: string,
  resolvers: Resolvers,
): Promise<FakeSubgraph> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const received: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let misbehaviour: Misbehaviour | undefined;
  let server: Server | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as ReceivedRequest['body'];
    const seen = { headers: request.headers, body };
    received.push(seen);
    const pass = async () => {
      const result = await graphql({ schema, source: body.query, variableValues: body.variables ?? {} });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(result));
    };
    await (misbehaviour ? misbehaviour(response, seen, pass) : pass());
  }

  async function listen(port: number): Promise<number> {
    server = createServer((request, response) => {
      handle(request, response).catch(() => response.destroy());
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server?.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  }

  async function kill(): Promise<void> {
    const stopping = server;
    server = undefined;
    if (!stopping) return;
    const closed = new Promise((resolve) => stopping.close(resolve));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  }

  const port = await listen(0);
  return {
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    port,
    sdl,
    received,
    behave(next) {
      misbehaviour = next;
    },
    kill,
    async restart() {
      await listen(port);
    },
    close: kill,
  };
}
