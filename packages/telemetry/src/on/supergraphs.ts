import type { Meter } from '@opentelemetry/api';
import * as sdk from '../sdk/index.js';
import type { SupergraphFacts, Telemetry } from '../telemetry.js';

const STATES = ['connected', 'waiting', 'stale'] as const;
const SOURCE = 'kontor.supergraph.source';
const STATE = 'kontor.supergraph.source.state';

/** `kontor.supergraph.*`: what a gateway serves, since when, and whether it is in touch with where it comes from. */
export function observeSupergraphs(meter: Meter): Pick<Telemetry, 'supergraph' | 'supergraphOffered'> {
  const gateways = new Set<() => SupergraphFacts>();
  const swaps = meter.createCounter('kontor.supergraph.swaps', {
    description: 'Supergraphs that took over, the first one included.',
    unit: '{supergraph}',
  });
  const refusals = meter.createCounter('kontor.supergraph.refusals', {
    description: 'Supergraphs that were refused, by code.',
    unit: '{supergraph}',
  });
  const age = meter.createObservableGauge('kontor.supergraph.age', {
    description: 'Since when the supergraph has served.',
    unit: 's',
  });
  const status = meter.createObservableGauge('kontor.supergraph.source.status', {
    description: '1 for the state that the source of supergraphs is in, 0 for the others.',
    unit: '1',
  });
  const since = meter.createObservableGauge('kontor.supergraph.source.state_duration', {
    description: 'Since when the source has been in its state: how long it has been stale, for instance.',
    unit: 's',
  });
  meter.addBatchObservableCallback(
    (result) => {
      for (const read of gateways) {
        const { source, state, stateSince, inServiceSince } = read();
        for (const each of STATES)
          result.observe(status, each === state ? 1 : 0, { [SOURCE]: source, [STATE]: each });
        result.observe(since, secondsSince(stateSince), { [SOURCE]: source, [STATE]: state });
        if (inServiceSince) result.observe(age, secondsSince(inServiceSince), { [SOURCE]: source });
      }
    },
    [age, status, since],
  );

  return {
    supergraph(read) {
      gateways.add(read);
      return () => gateways.delete(read);
    },
    supergraphOffered(verdict) {
      if (verdict.kind === 'serving') swaps.add(1);
      else refusals.add(1, { [sdk.ATTR_ERROR_TYPE]: verdict.code });
    },
  };
}

const secondsSince = (date: Date): number => Math.max(0, (Date.now() - date.getTime()) / 1_000);
