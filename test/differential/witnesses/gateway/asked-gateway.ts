import { randomUUID } from 'node:crypto';
import { request as send } from 'node:http';
import type { Engine, FetchSubgraph } from '../../../../gateway/src/engine/engine.js';
import { startGateway } from '../../../../gateway/src/server.js';
import { builtInSource } from '../../../../gateway/src/supergraph/built-in-source.js';
import type { World } from '../../world/world.js';
import type { Answer, AnswerError, Circumstances } from '../witness.js';
import { startSubgraphHost } from './subgraph-host.js';

/** A gateway as it is deployed, asked over a socket, with the subgraphs of a world behind sockets, too. */
export interface AskedGateway {
  /** From now on subgraphs answer so. */
  use(fetchSubgraph: FetchSubgraph, circumstances: Circumstances): void;
  ask(request: GatewayRequest): Promise<GatewayReply>;
  close(): Promise<void>;
}

export interface GatewayRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface GatewayReply {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly text: string;
  /** Was it answered before Apollo Server's pipeline? */
  readonly hotPath: boolean;
}

/** With `hasHotPath: false`, a plugin listens to every request; the gateway answers none of them before it then. */
export async function askedGateway(
  world: World,
  engine: Engine,
  { hasHotPath }: { hasHotPath: boolean },
): Promise<AskedGateway> {
  const host = await startSubgraphHost();
  const ended = new Map<string, (hotPath: boolean) => void>();
  let isOverridden: Circumstances['isOverridden'] = () => false;
  const gateway = await startGateway(
    {
      // Not read: the source below is asked instead.
      supergraph: world.name,
      port: 0,
      logLevel: 'silent',
      subgraphs: {
        urlOf: Object.fromEntries([...world.subgraphs.keys()].map((name) => [name, host.urlOf(name)])),
      },
    },
    {
      source: builtInSource({ sdl: world.supergraphSdl }),
      customEngine: engine,
      listeners: [{ requestEnded: ({ requestId, hotPath }) => ended.get(requestId)?.(hotPath) }],
      ...(hasHotPath ? {} : { plugins: [{ requestDidStart: () => Promise.resolve() }] }),
      // Who overrides by request shares no executions: only where there is something to override.
      ...(world.labels.size > 0 && { overrideHook: (label) => isOverridden(label) }),
    },
  );
  return {
    use(fetchSubgraph, circumstances) {
      host.answerWith(fetchSubgraph);
      isOverridden = circumstances.isOverridden;
    },
    async ask(request) {
      const id = randomUUID();
      const hotPath = new Promise<boolean>((resolve) => ended.set(id, resolve));
      const reply = await post(`${gateway.url}/graphql`, JSON.stringify(request), id);
      const told = { ...reply, hotPath: await hotPath };
      ended.delete(id);
      return told;
    },
    async close() {
      await gateway.close();
      await host.close();
    },
  };
}

/** Each on a connection of its own: one that was kept may end while a long plan holds up this process. */
function post(url: string, body: string, id: string): Promise<Omit<GatewayReply, 'hotPath'>> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-request-id': id,
  };
  return new Promise((resolve, reject) => {
    const request = send(url, { method: 'POST', agent: false, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'],
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.once('error', reject);
    request.end(body);
  });
}

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: AnswerError['path'];
    readonly extensions?: { readonly code?: unknown };
  }[];
}

/** What was said over HTTP, with what the witness has found beside. */
export function toAnswer({ status, text, hotPath }: GatewayReply, findings: readonly string[]): Answer {
  const { data, errors = [] } = JSON.parse(text) as Body;
  return {
    data,
    status,
    hotPath,
    findings,
    errors: errors.map(({ message, path, extensions }) => ({
      message,
      path,
      code: String(extensions?.code),
    })),
  };
}
