import { connect, type Socket } from 'node:net';
import { MessageReader } from '../../../bench/gateway/http/message-reader.ts';
import type { HttpAnswer } from '../check/check.js';
import type { Abort } from '../plan/exchange.js';

export interface Aborted {
  readonly message: Buffer;
  readonly abort: Abort;
  readonly isReset: boolean;
  readonly afterMs: number;
}

const STALLED_HEAD = Buffer.from('POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-le');

/** A client that does not see it through, on a connection of its own. Resolves when that is closed; with an answer if it got one. */
export function abort(
  port: number,
  { message, abort: kind, isReset, afterMs }: Aborted,
): Promise<HttpAnswer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: kind === 'halfOpen' });
    let answer: HttpAnswer | undefined;
    const reader = new MessageReader((head, body) => {
      answer ??= { head, body };
      // A client that has said its last word waits for the answer only.
      if (kind === 'halfOpen') socket.destroy();
    });
    const leave = (): void => void (isReset ? socket.resetAndDestroy() : socket.destroy());
    const later = (): void => void setTimeout(leave, afterMs);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answer));
    socket.on('connect', () => begin[kind](socket));
    const begin: Readonly<Record<Abort, (on: Socket) => void>> = {
      halfRequest: (on) => on.write(message.subarray(0, message.length >> 1), later),
      whileWaiting: (on) => on.write(message, later),
      halfAnswer(on) {
        on.once('data', leave);
        on.once('end', () => on.destroy());
        on.write(message);
      },
      unread(on) {
        on.pause();
        on.write(message, later);
      },
      halfOpen(on) {
        on.on('data', (chunk: Buffer) => reader.push(chunk));
        on.once('end', () => on.destroy());
        on.end(message);
      },
      // The server's patience ends.
      stalledHead(on) {
        on.resume();
        on.once('end', () => on.destroy());
        on.write(STALLED_HEAD);
      },
    };
  });
}
