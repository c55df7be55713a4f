import { ApolloServer, HeaderMap, type ApolloServerOptions, type BaseContext } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedApollo {
  readonly url: string;
  readonly server: ApolloServer<BaseContext>;
  /** Drains, as `stop()` of a server with the drain plugin does. */
  stop(): Promise<void>;
}

/** Somebody's own Apollo Server on a socket, with nothing between it and Node's HTTP server. */
export async function serveApollo({
  contextOf,
  ...options
}: ApolloServerOptions<BaseContext> & { contextOf?: ContextOf }): Promise<ServedApollo> {
  const http = createServer((request, response) => {
    answer(server, request, response, contextOf ?? userOf).catch(() => response.destroy());
  });
  const server = new ApolloServer<BaseContext>({
    stopOnTerminationSignals: false,
    logger: SILENT,
    ...options,
    plugins: [ApolloServerPluginDrainHttpServer({ httpServer: http }), ...(options.plugins ?? [])],
  });
  await server.start();
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, server, stop: () => server.stop() };
}

/** Of one request, by its headers. */
type ContextOf = (headers: HeaderMap) => BaseContext;

const userOf: ContextOf = (headers) => ({ user: headers.get('x-user') });

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

async function answer(
  server: ApolloServer<BaseContext>,
  request: IncomingMessage,
  response: ServerResponse,
  contextOf: ContextOf,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value));
  const {
    status,
    headers: sent,
    body,
  } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? 'GET',
      headers,
      search: new URL(request.url ?? '/', 'http://x').search,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    },
    context: () => Promise.resolve().then(() => contextOf(headers)),
  });
  for (const [name, value] of sent) response.setHeader(name, value);
  response.statusCode = status ?? 200;
  if (body.kind === 'complete') return void response.end(body.string);
  for await (const chunk of body.asyncIterator) response.write(chunk);
  response.end();
}
