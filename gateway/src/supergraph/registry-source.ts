import { setTimeout as delay } from 'node:timers/promises';
import { ProcessError } from '@kontor/http';
import { DELIVERY_WAIT_MS_MAX, formatGraphRef, parseGraphRef } from '@kontor/protocol';
import { lastGoodCopy, type LastGoodCopy } from './last-good-copy.js';
import { createRegistryClient, type DeliveryAnswer, type RegistryClient } from './registry-client.js';
import type { ReceiveSupergraph, SourceLog, SourceState, SupergraphSource } from './source.js';

export interface RegistrySourceOptions {
  platformUrl: string;
  /** `graph@variant` */
  ref: string;
  /** A key with `supergraph:read`, or where to get it from, asked for each poll. */
  apiKey: string | (() => string | Promise<string>);
  /** Where to keep the last supergraph that was served; nowhere when absent. */
  lastGoodFile?: string | undefined;
  limits?: Partial<RegistryLimits>;
}

export interface RegistryLimits {
  /** How long the platform may hold a poll. */
  waitMs: number;
  /** How long an answer may take beyond that. */
  answerTimeoutMs: number;
  /** From an answer to the next poll. */
  pollIntervalMsMin: number;
  /** How often to ask while the variant has no supergraph; such a question is not held. */
  notReadyIntervalMs: number;
  /** First pause after a failure; doubled at each further one. */
  backoffMsFirst: number;
  backoffMsMax: number;
  supergraphBytesMax: number;
}

export const DEFAULT_REGISTRY_LIMITS: RegistryLimits = {
  waitMs: DELIVERY_WAIT_MS_MAX,
  answerTimeoutMs: 5_000,
  pollIntervalMsMin: 200,
  notReadyIntervalMs: 400,
  backoffMsFirst: 250,
  backoffMsMax: 5_000,
  supergraphBytesMax: 32 * 1024 * 1024,
};

/**
 * The supergraph of a variant from the platform, by long poll.
 *
 *   first poll (not held) --answered--> connected --poll, poll, …--> …
 *                \--failed--> last good copy, stale --poll with backoff--> connected
 *
 * What is in service stays, whatever the platform answers later. An answer that there is none also rules out the last
 * good copy at the start: it belongs to a graph that is gone.
 */
export function registrySource(options: RegistrySourceOptions): SupergraphSource {
  const ref = parseGraphRef(options.ref);
  if (!ref)
    throw new ProcessError('GATEWAY_CONFIG_INVALID', `"${options.ref}" is not of the form graph@variant.`);
  const limits = { ...DEFAULT_REGISTRY_LIMITS, ...options.limits };
  const client = createRegistryClient({ ...options, ref, ...limits });
  const refText = formatGraphRef(ref);
  const copy = options.lastGoodFile === undefined ? undefined : lastGoodCopy(options.lastGoodFile, refText);
  const name = `registry ${refText}`;
  const closing = new AbortController();
  let polling: Promise<void> | undefined;
  let follow: Following | undefined;

  return {
    name,
    async open(receive, log) {
      follow = createFollowing({ name, client, copy, receive, log, limits, signal: closing.signal });
      await follow.first();
      polling = follow.onward();
    },
    state: () => follow?.state() ?? { kind: 'waiting', since: new Date(), code: 'GATEWAY_NOT_READY' },
    async close() {
      closing.abort();
      await client.close();
      await polling;
    },
  };
}

interface Following {
  first(): Promise<void>;
  onward(): Promise<void>;
  state(): SourceState;
}

interface FollowingParts {
  name: string;
  client: RegistryClient;
  copy: LastGoodCopy | undefined;
  receive: ReceiveSupergraph;
  log: SourceLog;
  limits: RegistryLimits;
  signal: AbortSignal;
}

function createFollowing({ name, client, copy, receive, log, limits, signal }: FollowingParts): Following {
  let state: SourceState = { kind: 'waiting', since: new Date(), code: 'GATEWAY_NOT_READY' };
  /** Of the last artifact seen, refused ones included: the same one is not asked for again. */
  let knownHash: string | undefined;

  /** Keeps "since when" while nothing changes, and logs changes only. */
  function enter(next: SourceState, message: string): void {
    const same = next.kind === state.kind && codeOf(next) === codeOf(state);
    if (same) return;
    state = next;
    const facts = { source: name, ...(codeOf(next) ? { code: codeOf(next) } : {}) };
    if (next.kind === 'stale') log.warn(facts, message);
    else log.info(facts, message);
  }

  async function take(answer: DeliveryAnswer): Promise<void> {
    const since = new Date();
    switch (answer.kind) {
      case 'unchanged':
        enter({ kind: 'connected', since }, 'in touch with the platform');
        return;
      case 'supergraph':
        enter({ kind: 'connected', since }, 'in touch with the platform');
        await takeSupergraph(answer);
        return;
      case 'none':
        enter({ kind: 'waiting', since, code: answer.code }, `no supergraph yet: ${answer.message}`);
        return;
      case 'failed':
        if (!signal.aborted) enter({ kind: 'stale', since, code: answer.code }, answer.message);
        return;
    }
  }

  async function takeSupergraph({
    sdl,
    hash,
    launchId,
  }: Extract<DeliveryAnswer, { kind: 'supergraph' }>): Promise<void> {
    knownHash = hash;
    const verdict = await receive({
      sdl,
      hash,
      origin: launchId === undefined ? name : `${name}, launch ${launchId}`,
    });
    if (verdict.kind === 'refused' || !copy) return;
    await copy.write({ sdl, hash }).catch((error: unknown) => {
      log.error({ err: error }, 'the last good copy could not be written; a restart will need the platform');
    });
  }

  async function serveLastGood(): Promise<void> {
    const supergraph = await copy?.read().catch((error: unknown) => {
      log.error({ err: error }, 'the last good copy cannot be read');
    });
    if (!supergraph) return;
    const verdict = await receive({ ...supergraph, origin: 'last good copy' });
    if (verdict.kind !== 'refused') knownHash = supergraph.hash;
  }

  async function pause(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal }).catch(() => undefined);
  }

  return {
    async first() {
      const answer = await client.ask(undefined, 0, signal);
      await take(answer);
      if (answer.kind === 'failed') await serveLastGood();
    },
    async onward() {
      let failures = 0;
      while (!signal.aborted) {
        failures = state.kind === 'stale' ? failures + 1 : 0;
        await pause(pauseMs(state, failures, limits, Math.random()));
        if (!signal.aborted) await take(await client.ask(knownHash, limits.waitMs, signal));
      }
    },
    state: () => state,
  };
}

const codeOf = (state: SourceState): string | undefined =>
  state.kind === 'connected' ? undefined : state.code;

/** Before the next poll, never 0: a platform that answers at once, again and again, makes no hot loop. */
export function pauseMs(
  state: SourceState,
  failures: number,
  limits: RegistryLimits,
  jitter: number,
): number {
  switch (state.kind) {
    case 'connected':
      return limits.pollIntervalMsMin;
    case 'waiting':
      return limits.notReadyIntervalMs * (0.75 + jitter / 2);
    case 'stale':
      return (
        Math.min(limits.backoffMsMax, limits.backoffMsFirst * 2 ** Math.min(failures - 1, 30)) *
        (0.5 + jitter / 2)
      );
  }
}
