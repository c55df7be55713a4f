import type { Socket } from 'node:net';
import { jsonMessage } from '../../../bench/gateway/http/raw-server.ts';
import { FAULT_CODE, withoutOneValue, type FaultKind } from './faults.js';

export const SLOW_MS = 60;
/** More than the gateway of a soak takes; see run/gateway.ts. */
const TOO_LARGE_BYTES = 8 * 1024 * 1024;
const CHUNKS = 7;

export interface Misbehaving {
  readonly number: number;
  readonly query: string;
  /** The right answer. */
  readonly json: string;
  readonly socket: Socket;
  /** Writes a whole message; the request is answered then. */
  readonly reply: (message: Buffer) => void;
}

/** Answers a request as its fault says. */
export function createMisbehaviour(): (kind: FaultKind, request: Misbehaving) => void {
  const resetBefore = new Set<number>();
  return (kind, { number, query, json, socket, reply }) => {
    switch (kind) {
      case 'slow':
        return void setTimeout(() => reply(jsonMessage(json)), SLOW_MS);
      case 'chunked':
        return reply(inChunks(json));
      case 'resetOnce':
        if (resetBefore.delete(number)) return reply(jsonMessage(json));
        resetBefore.add(number);
        return reset(socket, json);
      case 'reset':
        return reset(socket, json);
      case 'status500':
        return reply(
          jsonMessage(
            `{"errors":[{"message":"a fault","extensions":{"code":"${FAULT_CODE}"}}]}`,
            '500 Internal Server Error',
          ),
        );
      case 'html':
        return reply(html('<html><body>502 Bad Gateway</body></html>'));
      case 'truncated':
        return reply(jsonMessage(json.slice(0, json.length >> 1)));
      case 'empty':
        return reply(jsonMessage(''));
      case 'tooLarge':
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${TOO_LARGE_BYTES}\r\n\r\n`,
        );
        return void socket.write(Buffer.alloc(TOO_LARGE_BYTES, ' '));
      case 'partial':
        return reply(jsonMessage(withoutOneValue(json, query, true)));
      case 'missing':
        return reply(jsonMessage(withoutOneValue(json, query, false)));
      case 'hang':
        return;
    }
  };
}

/** In the middle of the body. */
function reset(socket: Socket, json: string): void {
  const message = jsonMessage(json);
  socket.write(message.subarray(0, message.length - (json.length >> 1) - 1), () => socket.resetAndDestroy());
}

function html(body: string): Buffer {
  const head = `HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.from(head + body);
}

function inChunks(json: string): Buffer {
  const body = Buffer.from(json);
  const size = Math.ceil(body.length / CHUNKS);
  const parts = [
    Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n'),
  ];
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
