import { readFileSync } from 'node:fs';
import {
  artifactHash,
  CLIENT_VERSION_HEADER,
  DELIVERY_WAIT_MS_MAX,
  LAUNCH_ID_HEADER,
  supergraphPath,
  type ErrorBody,
  type GraphRef,
} from '@kontor/protocol';
import { Client } from 'undici';
import { messageOf } from '../message-of.js';

/** Of its package.json: the platform says by code when it is too far from its own. */
const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** The gateway's side of delivery (see `@kontor/protocol`, delivery): one question, one answer. */
export interface RegistryClient {
  /** Asks for what differs from `knownHash`; the platform may hold the question for `waitMs`. Never throws. */
  ask(knownHash: string | undefined, waitMs: number, signal: AbortSignal): Promise<DeliveryAnswer>;
  close(): Promise<void>;
}

export type DeliveryAnswer =
  | { kind: 'supergraph'; sdl: string; hash: string; launchId: string | undefined }
  | { kind: 'unchanged' }
  /** The platform answered, and there is none: not published, or no such graph. */
  | { kind: 'none'; code: string; message: string }
  /** The platform did not answer, refused the key, or sent something that is not what it announced. */
  | { kind: 'failed'; code: string; message: string };

export interface RegistryClientOptions {
  platformUrl: string;
  ref: GraphRef;
  apiKey: string | (() => string | Promise<string>);
  /** Beyond the time that the platform may hold a question. */
  answerTimeoutMs: number;
  supergraphBytesMax: number;
}

export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const platform = new URL(options.platformUrl);
  const path = platform.pathname.replace(/\/$/, '') + supergraphPath(options.ref.graph, options.ref.variant);
  const client = new Client(platform.origin, {
    connect: { timeout: options.answerTimeoutMs },
    // While a question is held nothing arrives.
    headersTimeout: DELIVERY_WAIT_MS_MAX + options.answerTimeoutMs,
    bodyTimeout: options.answerTimeoutMs,
    maxResponseSize: options.supergraphBytesMax,
    allowH2: false,
  });

  return {
    async ask(knownHash, waitMs, signal) {
      try {
        const key = typeof options.apiKey === 'string' ? options.apiKey : await options.apiKey();
        const timeout = AbortSignal.timeout(waitMs + options.answerTimeoutMs);
        const response = await client.request({
          method: 'GET',
          path: `${path}?waitMs=${waitMs}`,
          headers: {
            authorization: `Bearer ${key}`,
            [CLIENT_VERSION_HEADER]: VERSION,
            ...(knownHash === undefined ? {} : { 'if-none-match': `"${knownHash}"` }),
          },
          signal: AbortSignal.any([signal, timeout]),
        });
        const body = await response.body.text();
        return readAnswer(response.statusCode, response.headers, body);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
          return {
            kind: 'failed',
            code: 'SUPERGRAPH_TOO_LARGE',
            message: 'the supergraph exceeds the limit',
          };
        const why = code ?? messageOf(error);
        return {
          kind: 'failed',
          code: 'PLATFORM_UNREACHABLE',
          message: `the platform did not answer (${why})`,
        };
      }
    },
    close: () => client.destroy(),
  };
}

/** Pure, for the tests: what an answer of the delivery endpoint means. */
export function readAnswer(
  status: number,
  headers: Record<string, string | string[] | undefined>,
  body: string,
): DeliveryAnswer {
  if (status === 304) return { kind: 'unchanged' };
  if (status === 200) {
    const announced = /^(?:W\/)?"(sha256-[0-9a-f]{64})"$/.exec(header(headers, 'etag') ?? '')?.[1];
    const hash = artifactHash(body);
    if (announced === hash)
      return { kind: 'supergraph', sdl: body, hash, launchId: header(headers, LAUNCH_ID_HEADER) };
    const message = `the supergraph that arrived is not the one announced (${announced ?? 'no etag'}, got ${hash})`;
    return { kind: 'failed', code: 'SUPERGRAPH_HASH_MISMATCH', message };
  }
  const refusal = readErrorBody(body);
  if (status === 404 && refusal) return { kind: 'none', ...refusal };
  return {
    kind: 'failed',
    ...(refusal ?? { code: 'PLATFORM_UNREACHABLE', message: `the platform answered ${status}` }),
  };
}

function readErrorBody(body: string): { code: string; message: string } | undefined {
  try {
    const { code, message } = (JSON.parse(body) as Partial<ErrorBody>).error ?? {};
    return typeof code === 'string' && typeof message === 'string' ? { code, message } : undefined;
  } catch {
    return undefined;
  }
}

const header = (headers: Record<string, string | string[] | undefined>, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};
