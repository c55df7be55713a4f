import { userText } from '../world/marks.js';
import type { Asked } from './documents.js';

export const GRAPHQL_PATH = '/graphql';

export interface Header {
  readonly [name: string]: string;
}

/** One HTTP request as text; bodies are ASCII but for those that mean to be wrong. */
export function httpMessage(
  { method, path = GRAPHQL_PATH, headers }: { method: string; path?: string; headers: Header },
  body: string | Buffer = '',
): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const length = method === 'GET' ? '' : `content-length: ${bytes.length}\r\n`;
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n`), bytes]);
}

export const JSON_TYPE = { 'content-type': 'application/json' };

export const userHeaders = (user: number): Header => ({
  accept: 'application/json',
  authorization: `Bearer ${userText(user)}`,
});

export const post = (asked: object, headers: Header): Buffer =>
  httpMessage({ method: 'POST', headers: { ...JSON_TYPE, ...headers } }, JSON.stringify(asked));

export function get({ query, variables, operationName }: Asked, headers: Header): Buffer {
  const parameters = new URLSearchParams({ query });
  if (variables) parameters.set('variables', JSON.stringify(variables));
  if (operationName !== undefined) parameters.set('operationName', operationName);
  return httpMessage({
    method: 'GET',
    path: `${GRAPHQL_PATH}?${parameters.toString()}`,
    headers: { ...headers, 'apollo-require-preflight': '1' },
  });
}

/** The same request with its body in chunks of HTTP. */
export function postChunked(asked: Asked, headers: Header): Buffer {
  const body = JSON.stringify(asked);
  const middle = body.length >> 1;
  const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  const lines = Object.entries({
    host: '127.0.0.1',
    ...JSON_TYPE,
    ...headers,
    'transfer-encoding': 'chunked',
  });
  return Buffer.from(
    `POST ${GRAPHQL_PATH} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n` +
      `${chunk(body.slice(0, middle))}${chunk(body.slice(middle))}0\r\n\r\n`,
  );
}
