import { connect, type Socket } from 'node:net';
import { MessageReader } from '../../../bench/gateway/http/message-reader.ts';
import type { HttpAnswer } from '../check/check.js';

const CONNECTION_CLOSE = /\r\nconnection: *close/i;

/** A connection of a client that is kept, and opened again when the server has closed it. */
export class Wire {
  readonly #port: number;
  #socket: Socket | undefined;
  /** In the order in which answers come. */
  #waiting: { readonly resolve: (answer: HttpAnswer) => void; readonly reject: (reason: Error) => void }[] =
    [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Rejects when the connection ends before the answer. */
  ask(...pieces: readonly Buffer[]): Promise<HttpAnswer> {
    const socket = (this.#socket ??= this.#open());
    const answer = new Promise<HttpAnswer>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    const [first, ...others] = pieces;
    if (first) socket.write(first);
    for (const piece of others) setImmediate(() => socket.writable && socket.write(piece));
    return answer;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    const reader = new MessageReader((head, body) => {
      const next = this.#waiting.shift();
      if (CONNECTION_CLOSE.test(head) && this.#waiting.length === 0) this.close();
      next?.resolve({ head, body });
    });
    let reason = 'the connection was closed before the answer';
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('error', (error) => (reason = error.message));
    socket.on('close', () => {
      if (this.#socket !== socket && this.#socket !== undefined) return;
      this.#socket = undefined;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const { reject } of waiting) reject(new Error(reason));
    });
    return socket;
  }
}
