import { ERROR_CODES } from '@kontor/protocol';
import { entityKeysOf } from '../subgraph/entity-keys.js';
import type { Subgraph } from '../subgraph/subgraph.js';
import type { Reason } from './reasons.js';

/** What to do about the reasons of one unanswerable query, in words that name the key, type and subgraph at fault. */
export function adviseOnReasons(reasons: readonly Reason[], subgraphs: readonly Subgraph[]): string {
  const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  const advice = new Set(
    reasons.map((reason) => adviceFor(reason, byName)).filter((text) => text !== undefined),
  );
  return advice.size > 0 ? [...advice].join(' Or: ') : ERROR_CODES.SATISFIABILITY_ERROR.fix;
}

function adviceFor(reason: Reason, byName: ReadonlyMap<string, Subgraph>): string | undefined {
  switch (reason.kind) {
    case 'key-unresolvable': {
      const { source, target, type, fields } = reason;
      const add = keySharedBy(byName.get(source), byName.get(target), type);
      const lacking = `${source} cannot produce @key(fields: "${fields}"), by which ${target} is asked for ${type}.`;
      const addFields = `add the fields of that key (${fields}) to ${type} in ${source}`;
      return add === undefined
        ? `${lacking} To mend it, ${addFields}.`
        : `${lacking} Give ${type} in ${target} also @key(fields: "${add}"), which ${source} can produce (a type may have several keys), or ${addFields}.`;
    }
    case 'key-absent': {
      const { source, target, type, field } = reason;
      const known = firstKey(byName.get(source), type);
      return `${type} has no @key in ${target}, so nobody can ask ${target} for it: add ${
        known === undefined ? 'a @key whose fields' : `@key(fields: "${known}"), which`
      } ${source} can produce, or resolve ${field} in ${source} itself.`;
    }
    case 'key-not-resolvable':
      return `Every @key of ${reason.type} in ${reason.target} says resolvable: false: remove that from one, and resolve references to ${reason.type} there.`;
    case 'interface-absent':
      return `Define interface ${reason.type} with a @key in ${reason.target}.`;
    case 'field-external':
      return `Resolve ${reason.field} in ${reason.source} (remove @external), or make sure that another subgraph that resolves it can be reached by @key.`;
    case 'field-overridden':
      return `${reason.field} was taken over from ${reason.source} by @override: give its type a @key that ${reason.source} can produce and the new subgraph resolves.`;
    case 'requires-unmet':
      return `Make the fields in the @requires of ${reason.field} reachable from ${reason.source}: its type needs a @key there that the subgraph which owns them resolves.`;
    case 'key-absent-after-requires':
      return `Add a resolvable @key to ${reason.type} in ${reason.source}, so that the query can come back for ${reason.field} after its @requires.`;
    case 'context-unmet':
      return `Set the context that ${reason.field} reads on every type that leads to it.`;
    case 'interface-object-stuck':
      return `Give interface ${reason.type} a resolvable @key, in the subgraph that defines its implementations, which ${reason.source} can produce.`;
    case 'field-absent':
    case 'type-absent':
      return undefined;
  }
}

/** A key of the type that `source` has and `target` lacks: the one that was probably dropped. */
function keySharedBy(
  source: Subgraph | undefined,
  target: Subgraph | undefined,
  type: string,
): string | undefined {
  if (!source || !target) return undefined;
  const there = new Set(entityKeysOf(target, type).map(({ fields }) => fields));
  return entityKeysOf(source, type).find(({ fields }) => !there.has(fields))?.fields;
}

const firstKey = (subgraph: Subgraph | undefined, type: string): string | undefined =>
  subgraph && entityKeysOf(subgraph, type)[0]?.fields;
