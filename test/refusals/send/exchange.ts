import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Outcome } from '../row.js';

export interface Response {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Bytes to send, made when they are sent: a table holds no 50 MB. */
export type Bytes = string | Buffer | Iterable<string | Buffer> | AsyncIterable<string | Buffer>;

/**
 * Sends bytes as they are over one connection, and gives what came back: no client library has a say in what is HTTP.
 * Ends at the first complete answer (or the n-th), or when the server closes.
 */
export async function exchange(port: number, bytes: Bytes, answersMax = 1): Promise<readonly Response[]> {
  const socket = await open(port);
  try {
    const received = receive(socket, answersMax);
    await Promise.race([send(socket, bytes), received]);
    return await received;
  } finally {
    socket.destroy();
  }
}

export const outcomeOf = ([response]: readonly Response[]): Outcome =>
  response ? { kind: 'answer', status: response.status, body: response.body } : { kind: 'cut' };

export async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  // A server that closes while we still write is what many rows are about.
  socket.on('error', () => undefined);
  return socket;
}

async function send(socket: Socket, bytes: Bytes): Promise<void> {
  const parts = typeof bytes === 'string' || Buffer.isBuffer(bytes) ? [bytes] : bytes;
  for await (const part of parts) {
    if (!socket.writable) return;
    if (!socket.write(part))
      await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }
}

function receive(socket: Socket, answersMax: number): Promise<readonly Response[]> {
  return new Promise((resolve) => {
    let text = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      text = Buffer.concat([text, chunk]);
      const responses = readResponses(text);
      if (responses.length >= answersMax) resolve(responses);
    });
    socket.once('close', () => resolve(readResponses(text)));
  });
}

/** The complete responses at the beginning of the bytes; each has a `content-length`, or ends with the connection. */
function readResponses(bytes: Buffer): Response[] {
  const responses: Response[] = [];
  for (let rest = bytes; ;) {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd === -1) return responses;
    const [statusLine = '', ...lines] = rest.subarray(0, headEnd).toString('latin1').split('\r\n');
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
    );
    const length = Number(headers.get('content-length') ?? rest.length - headEnd - 4);
    if (rest.length < headEnd + 4 + length) return responses;
    const body = rest.subarray(headEnd + 4, headEnd + 4 + length).toString();
    responses.push({ status: Number(statusLine.split(' ')[1]), headers, body });
    rest = rest.subarray(headEnd + 4 + length);
  }
}
