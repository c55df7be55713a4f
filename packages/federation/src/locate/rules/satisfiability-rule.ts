import type { SchemaLocation } from '../../problem.js';
import { causesOf, type Reason } from '../../satisfiability/reasons.js';
import { entityKeysOf } from '../../subgraph/entity-keys.js';
import type { Subgraph } from '../../subgraph/subgraph.js';
import type { LocationRule } from '../derive-locations.js';
import { placeOf, placesOf } from '../place.js';

/** A query that cannot be answered points at the `@key`s, types and fields that its reasons name. */
export const satisfiabilityRule: LocationRule = ({ code, message }, subgraphs) => {
  if (code !== 'SATISFIABILITY_ERROR') return [];
  const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  return causesOf(message).flatMap((reason) => placesOfReason(reason, byName));
};

function placesOfReason(reason: Reason, byName: ReadonlyMap<string, Subgraph>): SchemaLocation[] {
  const source = byName.get(reason.source);
  switch (reason.kind) {
    case 'key-unresolvable': {
      const target = byName.get(reason.target);
      return [...keyPlaces(target, reason.type, reason.fields), ...placesOf(source, reason.type)];
    }
    case 'key-absent':
    case 'interface-absent': {
      const target = byName.get(reason.target);
      return [...placesOf(target, reason.type), ...placesOf(target, reason.field)];
    }
    case 'key-not-resolvable':
      return keyPlaces(byName.get(reason.target), reason.type);
    case 'key-absent-after-requires':
      return [...placesOf(source, reason.type), ...placesOf(source, reason.field)];
    case 'field-external':
    case 'field-overridden':
    case 'requires-unmet':
    case 'context-unmet':
      return placesOf(source, reason.field);
    case 'interface-object-stuck':
      return placesOf(source, reason.type);
    case 'field-absent':
      return placesOf(source, reason.field.split('.')[0] ?? reason.field);
    case 'type-absent':
      return [...byName.values()].flatMap((subgraph) => placesOf(subgraph, reason.type));
  }
}

/** The `@key` with these fields; every `@key` of the type when none has them. */
function keyPlaces(subgraph: Subgraph | undefined, type: string, fields?: string): SchemaLocation[] {
  if (!subgraph) return [];
  const keys = entityKeysOf(subgraph, type);
  const same = keys.filter((key) => key.fields === fields);
  return (same.length > 0 ? same : keys).flatMap(({ node }) => placeOf(subgraph, node));
}
