import { request as send, type IncomingHttpHeaders } from 'node:http';

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    data?: Record<string, unknown> | null;
    errors?: {
      message: string;
      path?: unknown[];
      locations?: unknown[];
      extensions: Record<string, unknown>;
    }[];
  };
}

export interface RawRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** A request without a client library's own ideas about headers. */
export function sendRaw(
  origin: string,
  { method = 'POST', path = '/graphql', headers = {}, body }: RawRequest,
) {
  return new Promise<GraphQLAnswer>((resolve, reject) => {
    const request = send(origin + path, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        const answer = { status: response.statusCode ?? 0, headers: response.headers, text };
        resolve({
          ...answer,
          body: isJson(response.headers) ? (JSON.parse(text) as GraphQLAnswer['body']) : {},
        });
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}

export interface AskOptions {
  variables?: Record<string, unknown>;
  operationName?: string;
  headers?: Record<string, string>;
}

export function ask(
  origin: string,
  query: string,
  { headers, ...rest }: AskOptions = {},
): Promise<GraphQLAnswer> {
  return sendRaw(origin, {
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, ...rest }),
  });
}

export const codesOf = (answer: GraphQLAnswer): unknown[] =>
  (answer.body.errors ?? []).map(({ extensions }) => extensions['code']);

const isJson = (headers: IncomingHttpHeaders): boolean => /json/.test(headers['content-type'] ?? '');
