import { setTimeout as delay } from 'node:timers/promises';
import { ProcessError } from '@kontor/http';
import { DELIVERY_WAIT_MS_MAX, formatGraphRef, parseGraphRef } from '@kontor/protocol';
import type { Supergraph } from '../engine/engine.js';
import { lastGoodCopy, type LastGoodCopy } from './last-good-copy.js';
import { createRegistryClient, type DeliveryAnswer, type RegistryClient } from './registry-client.js';
import { nextPoll, type PollLimits } from './poll-pace.js';
import type { ReceiveSupergraph, SourceLog, SourceState, SupergraphSource } from './source.js';
import { createStateReport } from './state-report.js';

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

export interface RegistryLimits extends PollLimits {
  /** How long an answer may take beyond the time that the platform may hold it. */
  answerTimeoutMs: number;
  supergraphBytesMax: number;
}

export const DEFAULT_REGISTRY_LIMITS: RegistryLimits = {
  waitMs: DELIVERY_WAIT_MS_MAX,
  answerTimeoutMs: 5_000,
  pollIntervalMsMin: 200,
  notReadyIntervalMs: 400,
  backoffMsFirst: 250,
  backoffMsMax: 15_000,
  supergraphBytesMax: 32 * 1024 * 1024,
};

/** Time and chance, for tests. */
export interface RegistryTimers {
  now(): Date;
  /** From 0 to 1. */
  random(): number;
  /** Resolves after that time, or when `signal` aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

const SYSTEM_TIMERS: RegistryTimers = {
  now: () => new Date(),
  random: Math.random,
  pause: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};

export interface RegistrySourceParts {
  client?: RegistryClient;
  timers?: RegistryTimers;
}

/**
 * The supergraph of a variant from the platform, by long poll.
 *
 *   first poll (not held) --answered--> connected --poll, poll, …--> …
 *                \--failed--> last good copy, stale --poll with backoff--> connected
 *
 * What is in service stays, whatever the platform answers later. The first poll already names the last good copy, so a
 * restart costs the platform a 304. An answer that there is none rules the copy out: it belongs to a graph that is gone.
 */
export function registrySource(
  options: RegistrySourceOptions,
  parts: RegistrySourceParts = {},
): SupergraphSource {
  const ref = parseGraphRef(options.ref);
  if (!ref)
    throw new ProcessError('GATEWAY_CONFIG_INVALID', `"${options.ref}" is not of the form graph@variant.`);
  const limits = { ...DEFAULT_REGISTRY_LIMITS, ...options.limits };
  const client = parts.client ?? createRegistryClient({ ...options, ref, ...limits });
  const timers = parts.timers ?? SYSTEM_TIMERS;
  const refText = formatGraphRef(ref);
  const copy = options.lastGoodFile === undefined ? undefined : lastGoodCopy(options.lastGoodFile, refText);
  const name = `registry ${refText}`;
  const closing = new AbortController();
  let polling: Promise<void> | undefined;
  let follow: Following | undefined;

  return {
    name,
    async open(receive, log) {
      const { signal } = closing;
      follow = createFollowing({ name, client, timers, copy, receive, log, limits, signal });
      await follow.first();
      polling = follow.onward();
    },
    state: () => follow?.state() ?? { kind: 'waiting', since: timers.now(), code: 'GATEWAY_NOT_READY' },
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
  timers: RegistryTimers;
  copy: LastGoodCopy | undefined;
  receive: ReceiveSupergraph;
  log: SourceLog;
  limits: RegistryLimits;
  signal: AbortSignal;
}

function createFollowing(parts: FollowingParts): Following {
  const { name, client, timers, copy, receive, log, limits, signal } = parts;
  /** Of the last artifact seen, refused ones included: the same one is not asked for again. */
  let knownHash: string | undefined;
  let servedHash: string | undefined;
  const report = createStateReport({ source: name, log, now: timers.now, served: () => servedHash });

  async function take(answer: DeliveryAnswer): Promise<void> {
    switch (answer.kind) {
      case 'unchanged':
        report.observe({ kind: 'connected' });
        return;
      case 'supergraph':
        report.observe({ kind: 'connected' });
        await takeSupergraph(answer);
        return;
      case 'none':
        report.observe({ ...answer, kind: 'waiting' });
        return;
      case 'failed':
        if (!signal.aborted) report.observe({ ...answer, kind: 'stale' });
        return;
    }
  }

  async function takeSupergraph({
    sdl,
    hash,
    launchId,
  }: Extract<DeliveryAnswer, { kind: 'supergraph' }>): Promise<void> {
    knownHash = hash;
    const origin = launchId === undefined ? name : `${name}, launch ${launchId}`;
    const verdict = await receive({ sdl, hash, origin });
    if (verdict.kind === 'refused') return;
    servedHash = hash;
    await copy?.write({ sdl, hash }).catch((error: unknown) => {
      log.error({ err: error }, 'the last good copy could not be written; a restart will need the platform');
    });
  }

  async function readLastGood(): Promise<Supergraph | undefined> {
    try {
      return await copy?.read();
    } catch (error) {
      log.error({ err: error }, 'the last good copy cannot be read');
      return undefined;
    }
  }

  async function serveLastGood(supergraph: Supergraph): Promise<void> {
    const verdict = await receive({ ...supergraph, origin: 'last good copy' });
    if (verdict.kind !== 'refused') knownHash = servedHash = supergraph.hash;
  }

  return {
    async first() {
      const kept = await readLastGood();
      const answer = await client.ask(kept?.hash, 0, signal);
      await take(answer);
      if (kept && (answer.kind === 'failed' || answer.kind === 'unchanged')) await serveLastGood(kept);
    },
    async onward() {
      let failures = 0;
      while (!signal.aborted) {
        const state = report.state();
        failures = state.kind === 'stale' ? failures + 1 : 0;
        const { pauseMs, waitMs } = nextPoll(state, failures, limits, timers.random);
        await timers.pause(pauseMs, signal);
        if (!signal.aborted) await take(await client.ask(knownHash, waitMs, signal));
      }
    },
    state: report.state,
  };
}
