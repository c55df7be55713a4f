import { connect, type Socket } from 'node:net';
import { MessageReader } from '../http/message-reader.ts';

/** Fetches over connections that are kept, one request at a time on each. */
export class LeanClient {
  readonly #port: number;
  readonly #head: string;
  readonly #idle: Line[] = [];
  /** Fetches in flight by header and body, when they are shared. */
  readonly #flying: Map<string, Promise<unknown>> | undefined;

  constructor(url: string, share: boolean) {
    const { port, pathname, host } = new URL(url);
    this.#port = Number(port);
    this.#head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\naccept: application/json\r\n`;
    this.#flying = share ? new Map() : undefined;
  }

  /** The `data` of the answer. */
  fetch<Data>(body: string, authorization: string): Promise<Data> {
    if (!this.#flying) return this.#send(body, authorization) as Promise<Data>;
    const key = `${authorization} ${body}`;
    let answer = this.#flying.get(key);
    if (!answer) {
      answer = this.#send(body, authorization);
      this.#flying.set(key, answer);
      const forget = () => this.#flying?.delete(key);
      answer.then(forget, forget);
    }
    return answer as Promise<Data>;
  }

  /** The connections that wait for work; there are no others when nothing is in flight. */
  close(): void {
    for (const line of this.#idle.splice(0)) line.close();
  }

  #send(body: string, authorization: string): Promise<unknown> {
    const line = this.#idle.pop() ?? new Line(this.#port, () => this.#idle.push(line));
    const length = Buffer.byteLength(body);
    return line.send(
      `${this.#head}authorization: ${authorization}\r\ncontent-length: ${length}\r\n\r\n${body}`,
    );
  }
}

class Line {
  readonly #socket: Socket;
  #resolve: (data: unknown) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(port: number, onFree: () => void) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const reader = new MessageReader((_, body) => {
      const { data, errors } = JSON.parse(body.toString('utf8')) as { data?: unknown; errors?: unknown };
      onFree();
      if (errors === undefined) this.#resolve(data);
      else this.#reject(new Error(JSON.stringify(errors)));
    });
    this.#socket.on('data', (chunk: Buffer) => reader.push(chunk));
    this.#socket.on('error', (error) => this.#reject(error));
  }

  close(): void {
    this.#socket.destroy();
  }

  send(message: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(message);
    });
  }
}
