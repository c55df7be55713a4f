import { CliFailure, type Reason } from '../../failure.js';
import type { SourceSlot } from '../board.js';
import type { OfferedSubgraph, Sighting } from '../facts.js';
import type { DevLimits } from '../limits.js';
import { poll } from './poll.js';

/**
 * A source that is asked: a running subgraph, an entry of the registry, a deployed graph. `look` throws a CliFailure
 * when it cannot be told.
 */
export async function followPeer(
  look: () => Promise<readonly OfferedSubgraph[]>,
  slot: Pick<SourceSlot, 'report'>,
  timing: { intervalMs: number; pauseMsMax: DevLimits['peerPauseMsMax'] },
  signal: AbortSignal,
): Promise<void> {
  await poll({
    async ask() {
      const sighting = await see(look);
      if (!signal.aborted) slot.report(sighting);
      return sighting.kind === 'seen' ? 'well' : 'unwell';
    },
    ...timing,
    signal,
  });
}

async function see(look: () => Promise<readonly OfferedSubgraph[]>): Promise<Sighting> {
  try {
    return { kind: 'seen', subgraphs: await look() };
  } catch (error) {
    if (error instanceof CliFailure) return { kind: 'absent', reason: reasonOf(error) };
    throw error;
  }
}

export const reasonOf = ({ code, message, fix }: CliFailure): Reason => ({ code, message, fix });
