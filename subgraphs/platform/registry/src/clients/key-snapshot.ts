import { createHash, timingSafeEqual } from 'node:crypto';
import {
  ACTOR_HEADER,
  actorSchema,
  API_KEY_PATTERN,
  KEY_SNAPSHOT_REFRESH_MS,
  signActor,
  SYSTEM_ACTOR,
  type Actor,
} from '@kontor/protocol';
import type { Logger } from '@kontor/subgraph';
import * as z from 'zod';

/** Identity's answer may be this old when a key is judged by it; with the fetch itself well under {@link KEY_SNAPSHOT_REFRESH_MS}. */
export const KEY_SNAPSHOT_FRESH_MS = 2_000;
export const KEY_SNAPSHOT_FETCH_TIMEOUT_MS = 2_000;
/** While identity does not answer, the last snapshot holds this long; then no key can be judged any more. */
export const KEY_SNAPSHOT_STALE_MS_MAX = 60_000;
/** Between two fetches, at least: a flood of unknown keys must not become a flood at identity. */
export const KEY_SNAPSHOT_SPACING_MS = 200;
/** After a fetch that failed, requests go by the last snapshot without trying again. */
export const KEY_SNAPSHOT_RETRY_MS = 1_000;

if (KEY_SNAPSHOT_FRESH_MS + KEY_SNAPSHOT_FETCH_TIMEOUT_MS >= KEY_SNAPSHOT_REFRESH_MS)
  throw new Error('a revoked key would live too long');

export type KeyVerdict =
  | { readonly kind: 'valid'; readonly actor: Actor }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'unavailable' };

/** Which API keys are good, as identity said last. */
export interface KeySnapshot {
  /** Judges a key by a snapshot that is fresh, if identity answers; a key that is unknown is asked about anew. */
  verify(secret: string): Promise<KeyVerdict>;
  /** Judges a key by the snapshot at hand. */
  verifyAtHand(secret: string): KeyVerdict;
  /** Keeps the snapshot fresh while there are listeners, and tells them after each try. Returns how to stop. */
  keepFresh(onRefreshed: () => void): () => void;
  close(): void;
}

const snapshotSchema = z.object({
  keys: z.array(
    z.object({
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      actor: actorSchema,
      expiresAt: z.string().nullable(),
    }),
  ),
});

interface KnownKey {
  readonly hash: Buffer;
  readonly actor: Actor;
  /** Infinity when it does not expire. */
  readonly expiresAtMs: number;
}

export interface KeySnapshotOptions {
  /** Of identity; `/key-snapshot` is added. */
  readonly identityUrl: string;
  readonly signingKey: Uint8Array;
  readonly log: Logger;
  readonly staleMsMax?: number;
}

export function createKeySnapshot({
  identityUrl,
  signingKey,
  log,
  staleMsMax = KEY_SNAPSHOT_STALE_MS_MAX,
}: KeySnapshotOptions): KeySnapshot {
  const url = `${identityUrl.replace(/\/+$/, '')}/key-snapshot`;
  const closing = new AbortController();
  const listeners = new Set<() => void>();
  let known = new Map<string, KnownKey>();
  /** When the fetch began whose answer `known` is; -Infinity before the first. */
  let knownSinceMs = -Infinity;
  let lastTryMs = -Infinity;
  let lastTryFailed = false;
  let underWay: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let refreshing = false;

  async function fetchSnapshot(): Promise<void> {
    const startedMs = performance.now();
    lastTryMs = startedMs;
    try {
      const response = await fetch(url, {
        headers: { [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, signingKey), accept: 'application/json' },
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(KEY_SNAPSHOT_FETCH_TIMEOUT_MS)]),
        redirect: 'error',
      });
      if (!response.ok) throw new Error(`identity answered ${response.status}`);
      known = index(snapshotSchema.parse(await response.json()));
      knownSinceMs = startedMs;
      if (lastTryFailed) log.info('key snapshot is fresh again');
      lastTryFailed = false;
    } catch (error) {
      if (closing.signal.aborted) return;
      if (!lastTryFailed) log.warn({ err: error }, 'could not fetch the key snapshot');
      lastTryFailed = true;
    } finally {
      underWay = undefined;
      for (const listener of [...listeners]) listener();
    }
  }

  const refresh = (): Promise<void> => (underWay ??= fetchSnapshot());

  /** A fetch that begins after `sinceMs`, but not too soon after the one before. */
  async function refreshSince(sinceMs: number): Promise<void> {
    await underWay;
    if (lastTryMs > sinceMs) return underWay;
    const pauseMs = lastTryMs + KEY_SNAPSHOT_SPACING_MS - performance.now();
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    // Whoever waited alongside may have begun it.
    if (lastTryMs > sinceMs) return underWay;
    return refresh();
  }

  function verifyAtHand(secret: string): KeyVerdict {
    if (performance.now() - knownSinceMs > staleMsMax) return { kind: 'unavailable' };
    const hash = createHash('sha256').update(secret).digest();
    const key = known.get(hash.toString('hex'));
    if (!key || !timingSafeEqual(key.hash, hash) || key.expiresAtMs <= Date.now()) return { kind: 'invalid' };
    return { kind: 'valid', actor: key.actor };
  }

  /** One line of refreshes, however often listeners leave and come back while one of them is under way. */
  function refreshWhileHeard(): void {
    if (refreshing) return;
    refreshing = true;
    timer = setTimeout(() => {
      const refreshed = listeners.size > 0 ? refresh() : Promise.resolve();
      void refreshed.finally(() => {
        refreshing = false;
        if (listeners.size > 0) refreshWhileHeard();
      });
    }, KEY_SNAPSHOT_FRESH_MS).unref();
  }

  return {
    async verify(secret) {
      if (!API_KEY_PATTERN.test(secret)) return { kind: 'invalid' };
      const askedMs = performance.now();
      const tryAgain = !lastTryFailed || askedMs - lastTryMs > KEY_SNAPSHOT_RETRY_MS;
      if (askedMs - knownSinceMs > KEY_SNAPSHOT_FRESH_MS && tryAgain) await refresh();
      const verdict = verifyAtHand(secret);
      if (verdict.kind !== 'invalid' || knownSinceMs > askedMs) return verdict;
      // It may have been created a moment ago.
      if (tryAgain) await refreshSince(askedMs);
      const again = verifyAtHand(secret);
      return again.kind === 'invalid' && knownSinceMs < askedMs ? { kind: 'unavailable' } : again;
    },

    verifyAtHand,

    keepFresh(onRefreshed) {
      listeners.add(onRefreshed);
      refreshWhileHeard();
      return () => void listeners.delete(onRefreshed);
    },

    close() {
      clearTimeout(timer);
      listeners.clear();
      closing.abort();
    },
  };
}

const index = ({ keys }: z.infer<typeof snapshotSchema>): Map<string, KnownKey> =>
  new Map(
    keys.map(({ hash, actor, expiresAt }) => [
      hash,
      {
        hash: Buffer.from(hash, 'hex'),
        actor,
        expiresAtMs: expiresAt === null ? Infinity : new Date(expiresAt).getTime(),
      },
    ]),
  );
