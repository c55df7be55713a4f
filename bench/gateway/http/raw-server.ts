import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { MessageReader } from './message-reader.ts';

/**
 * `reply` takes a whole HTTP message; answers of one connection must come in the order of its requests. The socket is
 * for servers that misbehave.
 */
export type OnRequest = (
  head: string,
  body: Buffer,
  reply: (message: Buffer) => void,
  socket: Socket,
) => void;

export interface RawServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A server on loopback that reads requests and writes what it is given. */
export async function startRawServer(onRequest: OnRequest, port = 0): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    const reply = (message: Buffer) => void (socket.writable && socket.write(message));
    const reader = new MessageReader((head, body) => onRequest(head, body, reply, socket));
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen({ port, host: '127.0.0.1', backlog: 1024 });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export function jsonMessage(body: Buffer | string, status = '200 OK'): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}
