import type { LookupFunction } from 'node:net';
import { buildConnector, Pool } from 'undici';
import { bodyText } from './body-text.js';
import { readConnectionFailure } from './connection-failure.js';
import { ACCEPTED_ENCODINGS } from './content-encoding.js';
import { ADDRESS_PRIVATE } from './public-lookup.js';
import {
  ACCEPTED,
  mayBeCompressed,
  type Sending,
  type Transport,
  type TransportLimits,
  type WireOutcome,
  type WireRequest,
  type WireResponse,
} from './transport.js';

/** TLS, with HTTP/2 where the other side offers it: the work of undici. */
export function createUndiciTransport(
  origin: string,
  limits: TransportLimits,
  lookup: LookupFunction | undefined,
): Transport {
  /** Of the latest connection; the first request does not know it yet. */
  let address: string | undefined;
  const connect = buildConnector({
    timeout: limits.connectTimeoutMs,
    allowH2: true,
    ...(lookup && { lookup }),
  });
  const pool = new Pool(origin, {
    connections: limits.connectionsMax,
    connect: (target, done) =>
      connect(target, (...connected) => {
        address = connected[1]?.remoteAddress ?? address;
        done(...connected);
      }),
    keepAliveTimeout: limits.keepAliveMs,
    keepAliveMaxTimeout: limits.keepAliveMs,
    maxResponseSize: limits.responseBytesMax,
    pipelining: 1,
    allowH2: true,
    // The fetch's own deadline covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function request(
    { path, headers, body, contentEncoding: bodyEncoding }: WireRequest,
    encodingAsked: boolean,
    signal: AbortSignal,
  ): Promise<WireResponse> {
    const answer = await pool.request({
      path,
      method: 'POST',
      headers: {
        ...headers.record,
        'content-type': 'application/json',
        accept: ACCEPTED,
        ...(encodingAsked && { 'accept-encoding': ACCEPTED_ENCODINGS }),
        ...(bodyEncoding !== undefined && { 'content-encoding': bodyEncoding }),
      },
      body,
      signal,
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const contentEncoding = single(answer.headers['content-encoding']);
    return {
      status: answer.statusCode,
      contentType: single(answer.headers['content-type']),
      contentEncoding,
      cacheControl: joined(answer.headers['cache-control']),
      body: contentEncoding === undefined ? bodyText(bytes) : bytes,
    };
  }

  return {
    send(wireRequest, done): Sending {
      if (pool.stats.queued >= limits.queuedFetchesMax) {
        done({ kind: 'queue-full' });
        return { cancel: () => undefined };
      }
      const controller = new AbortController();
      const finish = (outcome: WireOutcome) => {
        if (!controller.signal.aborted) done(outcome);
      };
      const encodingAsked = mayBeCompressed(limits.compression, address);
      request(wireRequest, encodingAsked, controller.signal).then(
        (response) => finish({ kind: 'response', response, encodingAsked }),
        (error: unknown) => finish(outcomeOf(error)),
      );
      return { cancel: () => controller.abort() };
    },
    facts() {
      const { connected, free, queued } = pool.stats;
      return { connections: connected, idle: free, waiting: queued };
    },
    release: () => void pool.close(),
    destroy: () => pool.destroy(),
  };
}

function outcomeOf(error: unknown): WireOutcome {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return { kind: 'too-large' };
  if (code === ADDRESS_PRIVATE) return { kind: 'private-address' };
  return { kind: 'connection-failure', failure: readConnectionFailure(error) };
}

const joined = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header;

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
