import { Agent, request } from 'node:http';

/** One connection of a client, kept open, and one question at a time. */
export interface Connection {
  ask(query: string): Promise<ConnectionAnswer>;
  close(): void;
}

export interface ConnectionAnswer {
  readonly status: number;
  readonly text: string;
  readonly requestId: string;
  /** The server will close the connection. */
  readonly isLast: boolean;
}

export function openConnection(url: string): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: (query) =>
      new Promise((resolve, reject) => {
        const sent = request(`${url}/graphql`, {
          agent,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
        });
        sent.once('error', reject);
        sent.once('response', (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              text,
              requestId: String(response.headers['x-request-id']),
              isLast: response.headers.connection === 'close',
            }),
          );
        });
        sent.end(JSON.stringify({ query }));
      }),
    close: () => agent.destroy(),
  };
}
