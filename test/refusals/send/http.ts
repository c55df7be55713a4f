import type { Outcome } from '../row.js';
import { exchange, outcomeOf, type Bytes, type Response } from './exchange.js';

export type HeaderList = Readonly<Record<string, string | readonly string[]>>;

export interface HttpRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: HeaderList;
  readonly body?: string | Buffer;
}

export const JSON_TYPE = { 'content-type': 'application/json' };
const CRLF = '\r\n';

/** The text of a request; `content-length` is told unless the headers say otherwise. */
export function httpText({ method = 'POST', path = '/graphql', headers = {}, body }: HttpRequest): Buffer {
  const said = Object.keys(headers).map((name) => name.toLowerCase());
  const framed = said.includes('content-length') || said.includes('transfer-encoding');
  const bytes = Buffer.from(body ?? '');
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(said.includes('host') ? [] : ['host: localhost']),
    ...Object.entries(headers).flatMap(([name, values]) =>
      [values].flat().map((value) => `${name}: ${value}`),
    ),
    ...(framed || body === undefined ? [] : [`content-length: ${bytes.length}`]),
  ];
  return Buffer.concat([Buffer.from(lines.join(CRLF) + CRLF + CRLF, 'latin1'), bytes]);
}

export const send = async (port: number, request: HttpRequest): Promise<Outcome> =>
  outcomeOf(await exchange(port, httpText(request)));

export const sendBytes = async (port: number, bytes: Bytes): Promise<Outcome> =>
  outcomeOf(await exchange(port, bytes));

export const askRaw = async (port: number, request: HttpRequest): Promise<Response> => {
  const [response] = await exchange(port, httpText(request));
  if (!response) throw new Error('the connection was closed without an answer');
  return response;
};

/** A GraphQL request as JSON over POST. */
export const graphqlRequest = (
  query: string,
  { variables, headers, path, ...more }: GraphQLMore = {},
): HttpRequest => ({
  ...(path === undefined ? {} : { path }),
  headers: { ...JSON_TYPE, ...headers },
  body: JSON.stringify({ query, ...(variables === undefined ? {} : { variables }), ...more }),
});

export interface GraphQLMore {
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly extensions?: unknown;
  readonly headers?: HeaderList;
  readonly path?: string;
}
