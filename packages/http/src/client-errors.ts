import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from '@kontor/protocol';
import { errorBody } from './errors.js';

/**
 * How long a connection that was answered early is still read, and what is read thrown away. To close it at once would
 * reset it, and a client that is still sending would lose the answer that says why.
 */
export const LINGER_MS = 1_000;

/** What Node's parser makes of bytes that are no request, with the code and status that we answer. */
function codeOf({ code }: NodeJS.ErrnoException): ErrorCode {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'REQUEST_TIMEOUT';
    case 'HPE_HEADER_OVERFLOW':
      return 'REQUEST_HEADERS_TOO_LARGE';
    default:
      return 'REQUEST_INVALID';
  }
}

/** Answers what is no HTTP request with a coded error, for as long as the connection can carry one. */
export function createClientErrorHandler(): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const refused = new WeakSet<Socket>();
  return (error, socket) => {
    // What still comes in over a connection that was refused is no news.
    if (refused.has(socket)) return;
    refused.add(socket);
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const [underWay, ...more] = (answers.get(socket) ?? []).filter(isUnderWay);
    // While answers to what came before are on their way, another one in their midst would be taken for one of them.
    if (underWay && (more.length > 0 || underWay.headersSent || underWay.req.complete))
      underWay.once('close', () => socket.destroySoon());
    else socket.end(responseText(codeOf(error)));
    const cut = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(cut));
  };
}

/** The answers of each connection, without those that were seen to have ended; few, and usually one. */
const answers = new WeakMap<Socket, ServerResponse[]>();

export function watchAnswers(server: Server): void {
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const known = answers.get(socket);
    if (!known) answers.set(socket, [response]);
    else if (known.length === 1 && !isUnderWay(known[0])) known[0] = response;
    else answers.set(socket, [...known.filter(isUnderWay), response]);
  });
}

const isUnderWay = (response: ServerResponse | undefined): boolean =>
  response !== undefined && !response.writableFinished && !response.destroyed;

function responseText(code: ErrorCode): string {
  const entry: ErrorCodeEntry = ERROR_CODES[code];
  const body = JSON.stringify(errorBody(code));
  return [
    `HTTP/1.1 ${entry.httpStatus ?? 400} ${code}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
