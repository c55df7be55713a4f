import { ACTOR_HEADER, signActor, SYSTEM_ACTOR } from '@kontor/protocol';
import type { Logger } from '@kontor/subgraph';

/** How often identity hears which keys delivery has seen; "last used" may be this much behind. */
export const KEY_USES_REPORT_MS = 10_000;
/** Keys in one report, as many as identity takes. */
export const KEY_USES_MAX = 1_000;
const KEY_USES_TIMEOUT_MS = 2_000;

/** Tells identity when keys were last used here: it sees no request that is judged by its snapshot. */
export interface KeyUses {
  note(keyId: string): void;
  /** Sends what has not been sent, and stops. */
  close(): Promise<void>;
}

export function createKeyUses({
  identityUrl,
  signingKey,
  log,
}: {
  identityUrl: string;
  signingKey: Uint8Array;
  log: Logger;
}): KeyUses {
  const url = `${identityUrl.replace(/\/+$/, '')}/key-uses`;
  let usedAt = new Map<string, Date>();
  let timer: NodeJS.Timeout | undefined;
  let reporting: Promise<void> = Promise.resolve();

  /** What could not be sent is dropped: the next use tells as much. */
  async function report(): Promise<void> {
    const uses = [...usedAt].map(([keyId, at]) => ({ keyId, usedAt: at.toISOString() }));
    usedAt = new Map();
    if (uses.length === 0) return;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, signingKey), 'content-type': 'application/json' },
        body: JSON.stringify({ uses }),
        signal: AbortSignal.timeout(KEY_USES_TIMEOUT_MS),
        redirect: 'error',
      });
      if (!response.ok) throw new Error(`identity answered ${response.status}`);
    } catch (error) {
      log.debug({ err: error }, 'could not report key uses');
    }
  }

  function reportSoon(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      reporting = report();
    }, KEY_USES_REPORT_MS).unref();
  }

  return {
    note(keyId) {
      if (!usedAt.has(keyId) && usedAt.size >= KEY_USES_MAX) return;
      usedAt.set(keyId, new Date());
      reportSoon();
    },
    async close() {
      clearTimeout(timer);
      await reporting;
      await report();
    },
  };
}
