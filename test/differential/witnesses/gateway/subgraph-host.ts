import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getOperationAST, parse } from 'graphql';
import type { FetchSubgraph, SubgraphFetch } from '../../../../gateway/src/engine/engine.js';

/** All subgraphs of a graph on one port, each under its name. */
export interface SubgraphHost {
  urlOf(subgraph: string): string;
  /** From now on `fetchSubgraph` answers. */
  answerWith(fetchSubgraph: FetchSubgraph): void;
  close(): Promise<void>;
}

export async function startSubgraphHost(): Promise<SubgraphHost> {
  let answering: FetchSubgraph | undefined;
  const server = createServer((request, response) => {
    respond(request, answering).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      },
      (error: unknown) => response.destroy(error as Error),
    );
  });
  // A connection that ends while a long plan holds up this process would be a failed mutation.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (subgraph) => `http://127.0.0.1:${port}/${encodeURIComponent(subgraph)}`,
    answerWith: (fetchSubgraph) => void (answering = fetchSubgraph),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function respond(
  request: IncomingMessage,
  fetchSubgraph: FetchSubgraph | undefined,
): Promise<{ status: number; body: unknown }> {
  if (!fetchSubgraph) throw new Error('nobody has asked');
  const fetch = await readFetch(request);
  const answer = await fetchSubgraph(fetch, new AbortController().signal);
  if (answer.kind === 'failed') return { status: 500, body: { errors: [answer.error] } };
  const { data, errors } = answer;
  return { status: 200, body: errors.length > 0 ? { data, errors } : { data } };
}

async function readFetch(request: IncomingMessage): Promise<SubgraphFetch> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const { query, operationName, variables } = JSON.parse(body) as Partial<SubgraphFetch> & { query: string };
  return {
    subgraph: decodeURIComponent((request.url ?? '').slice(1)),
    url: '',
    kind: kindOf(query),
    query,
    operationName,
    variables: variables ?? {},
    body,
  };
}

/** What cannot be read is for the strict subgraph to refuse. */
function kindOf(query: string): SubgraphFetch['kind'] {
  try {
    const operation = getOperationAST(parse(query, { noLocation: true }));
    return operation?.operation === 'mutation' ? 'mutation' : 'query';
  } catch {
    return 'query';
  }
}
