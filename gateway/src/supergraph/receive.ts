import { assertValidSchema } from 'graphql';
import type { Engine, LoadedSupergraph } from '../engine/engine.js';
import { SupergraphRejected } from '../engine/engine.js';
import type { HotOperations } from './hot-operations.js';
import type { ReceiveSupergraph, SupergraphOffer, SupergraphVerdict } from './source.js';
import type { ServedSupergraph } from './swap.js';
import { verifySupergraph } from './verify.js';

export interface WarmUpLimits {
  /** The operations that make up this share (0 to 1) of the traffic are planned before a new supergraph serves. */
  trafficShare: number;
  operationsMax: number;
  /** A new supergraph waits at most this long for its plans. */
  warmUpMs: number;
}

export interface ReceiveParts {
  engine: Engine;
  hot: HotOperations;
  limits: WarmUpLimits & { supergraphBytesMax: number };
  current: () => ServedSupergraph | undefined;
  /** Takes over; may throw, and then the one before stays. */
  swapIn: (next: ServedSupergraph) => Promise<void>;
  onHint: (offer: SupergraphOffer, hint: string) => void;
  onDefect: (offer: SupergraphOffer, error: unknown) => void;
  onVerdict: (offer: SupergraphOffer, verdict: SupergraphVerdict, tookMs: number) => void;
}

/** From an offer to a verdict: verify, load, warm, swap; one offer at a time, in the order they came. */
export function createReceiver(parts: ReceiveParts): ReceiveSupergraph {
  let last: Promise<unknown> = Promise.resolve();
  return (offer) => {
    const verdict = last.then(async () => {
      const startedAt = performance.now();
      const reached = await decide(offer, parts);
      parts.onVerdict(offer, reached, performance.now() - startedAt);
      return reached;
    });
    last = verdict.catch(() => undefined);
    return verdict;
  };
}

async function decide(offer: SupergraphOffer, parts: ReceiveParts): Promise<SupergraphVerdict> {
  if (parts.current()?.loaded.hash === offer.hash) return { kind: 'unchanged' };
  try {
    const verified = verifySupergraph(offer, { bytesMax: parts.limits.supergraphBytesMax });
    if (verified.kind === 'refused') return verified;
    for (const hint of verified.hints) parts.onHint(offer, hint);
    const loaded = await parts.engine.load(offer);
    const { trafficShare, operationsMax, warmUpMs } = parts.limits;
    await loaded.warm(offer.hot ?? parts.hot.hottest(trafficShare, operationsMax), warmUpMs);
    if (offer.confirm && !(await isConfirmed(loaded, offer.confirm))) return { kind: 'unchanged' };
    await parts.swapIn({ loaded, urls: verified.urls });
    return { kind: 'serving' };
  } catch (error) {
    if (error instanceof SupergraphRejected)
      return { kind: 'refused', code: 'SUPERGRAPH_INVALID', message: error.message };
    // Ours, and loud; but clients are still served by the one before.
    parts.onDefect(offer, error);
    return {
      kind: 'refused',
      code: 'INTERNAL_ERROR',
      message: 'It could not be loaded by a defect of the gateway.',
    };
  }
}

/** Ready, but others decide, too. What could still go wrong in the swap must have gone wrong before they are asked. */
async function isConfirmed(loaded: LoadedSupergraph, confirm: () => Promise<boolean>): Promise<boolean> {
  let confirmed = false;
  try {
    assertValidSchema(loaded.apiSchema);
    confirmed = await confirm();
  } finally {
    if (!confirmed) await loaded.dispose();
  }
  return confirmed;
}
