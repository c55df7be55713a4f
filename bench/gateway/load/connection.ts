import { connect, type Socket } from 'node:net';
import { MessageReader } from '../http/message-reader.ts';

export type OnAnswer = (head: string, body: Buffer) => void;

const CONNECTION_CLOSE = /\r\nconnection: *close/i;

/** One client: one request at a time on a connection that is kept, and opened again when the server closes it. */
export class Connection {
  readonly #port: number;
  readonly #onAnswer: OnAnswer;
  readonly #onLost: (reason: string) => void;
  #socket: Socket | undefined;
  #waiting = false;

  constructor(port: number, onAnswer: OnAnswer, onLost: (reason: string) => void) {
    this.#port = port;
    this.#onAnswer = onAnswer;
    this.#onLost = onLost;
  }

  send(request: Buffer): void {
    this.#socket ??= this.#open();
    this.#waiting = true;
    this.#socket.write(request);
  }

  close(): void {
    this.#waiting = false;
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    const reader = new MessageReader((head, body) => {
      this.#waiting = false;
      if (CONNECTION_CLOSE.test(head)) this.close();
      this.#onAnswer(head, body);
    });
    let reason = 'the connection was closed before the answer';
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('error', (error) => (reason = error.message));
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      if (!this.#waiting) return;
      this.#waiting = false;
      this.#onLost(reason);
    });
    return socket;
  }
}
