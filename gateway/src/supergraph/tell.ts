import { telemetry } from '@kontor/telemetry';
import type { SourceLog, SupergraphOffer, SupergraphSource, SupergraphVerdict } from './source.js';

/** What became of an offer, for log and metrics. */
export function tellVerdict(
  log: SourceLog,
  { origin, hash }: Pick<SupergraphOffer, 'origin' | 'hash'>,
  verdict: SupergraphVerdict,
  tookMs: number,
): void {
  if (verdict.kind !== 'unchanged') telemetry()?.supergraphOffered(verdict);
  const facts = { origin, supergraphHash: hash, tookMs: Math.round(tookMs) };
  if (verdict.kind === 'refused')
    log.error({ ...facts, code: verdict.code }, `supergraph refused: ${verdict.message}`);
  else if (verdict.kind === 'serving') log.info(facts, 'supergraph in service');
}

/** For metrics: the state of a source, and since when there has been a supergraph. Returns how to end it. */
export const observeSource = (
  source: SupergraphSource,
  inServiceSince: () => Date | undefined,
): (() => void) | undefined =>
  telemetry()?.supergraph(() => {
    const { kind: state, since: stateSince } = source.state();
    return { source: source.name, state, stateSince, inServiceSince: inServiceSince() };
  });
