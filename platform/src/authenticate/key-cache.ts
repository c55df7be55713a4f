import { createHash } from 'node:crypto';
import { API_KEY_PATTERN, KEY_SNAPSHOT_REFRESH_MS } from '@kontor/protocol';
import type { Authenticate, Authentication } from './identity-client.js';

/** Keys in use within one refresh time; more are asked about again and again, which is slow and still right. */
const ACCEPTED_KEYS_MAX = 10_000;
/** Apart from the good ones, so that a flood of wrong keys drives none of them out. */
const REFUSED_KEYS_MAX = 10_000;
/** Questions to identity under way at once; beyond it the answer is "unavailable", not a longer queue. */
const QUESTIONS_MAX = 256;

interface CachedAnswer {
  readonly answer: Authentication;
  readonly validUntilMs: number;
}

/**
 * Asks identity about each key once per {@link KEY_SNAPSHOT_REFRESH_MS}, whatever the answer, and once for all requests
 * that come with it at the same time. An answer's age counts from when it was asked for: a key revoked a moment later
 * is refused within that time.
 */
export function createKeyCache(
  authenticate: Authenticate,
  nowMs: () => number = () => performance.now(),
): Authenticate {
  const accepted = createBoundedMap<CachedAnswer>(ACCEPTED_KEYS_MAX);
  const refused = createBoundedMap<CachedAnswer>(REFUSED_KEYS_MAX);
  const underWay = new Map<string, Promise<Authentication>>();

  async function ask(key: string, digest: string): Promise<Authentication> {
    const validUntilMs = nowMs() + KEY_SNAPSHOT_REFRESH_MS;
    const answer = await authenticate(key);
    // What is unknown is asked again.
    if (answer.kind !== 'unavailable')
      (answer.kind === 'accepted' ? accepted : refused).set(digest, { answer, validUntilMs });
    return answer;
  }

  return async (key) => {
    // What cannot be a key is refused without troubling anybody.
    if (!API_KEY_PATTERN.test(key)) return { kind: 'refused' };
    // The secrets themselves are not kept.
    const digest = createHash('sha256').update(key).digest('base64');
    const known = accepted.get(digest) ?? refused.get(digest);
    if (known && known.validUntilMs > nowMs()) return known.answer;
    accepted.delete(digest);
    refused.delete(digest);
    const asked = underWay.get(digest);
    if (asked) return asked;
    if (underWay.size >= QUESTIONS_MAX)
      return { kind: 'unavailable', why: `${QUESTIONS_MAX} keys are being checked already` };
    const question = ask(key, digest).finally(() => underWay.delete(digest));
    underWay.set(digest, question);
    return question;
  };
}

/** Forgets the oldest entry when it is full. */
function createBoundedMap<Value>(entriesMax: number) {
  const map = new Map<string, Value>();
  return {
    get: (key: string) => map.get(key),
    delete: (key: string) => map.delete(key),
    set(key: string, value: Value) {
      map.delete(key);
      map.set(key, value);
      if (map.size <= entriesMax) return;
      const [oldest] = map.keys();
      if (oldest !== undefined) map.delete(oldest);
    },
  };
}
