import type { Random } from '../random.js';
import { typeIn, type SubgraphDraft } from './draft.js';

/** The types that a graph is about, before it is known which subgraph says what of them. */
export interface Vocabulary {
  readonly entities: readonly Entity[];
  readonly values: readonly ValueType[];
  readonly abstracts: readonly AbstractType[];
  readonly scalars: readonly string[];
}

export interface Entity {
  readonly name: string;
  readonly keys: readonly EntityKey[];
  readonly homes: SubgraphDraft[];
}

export interface EntityKey {
  readonly fields: string;
  /** Type by field. */
  readonly types: Readonly<Record<string, string>>;
}

/** The same in every subgraph that has it. */
export interface ValueType {
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface AbstractType {
  readonly name: string;
  readonly kind: 'interface' | 'union';
  readonly members: readonly Entity[];
  /** Of an interface beside `id`. */
  readonly hasLabel: boolean;
}

export const ID_KEY: EntityKey = { fields: 'id', types: { id: 'ID!' } };

export function drawVocabulary(random: Random): Vocabulary {
  const values = Array.from({ length: 1 + random.int(2) }, (_, index) => drawValueType(index, random));
  const names = Array.from({ length: 2 + random.int(4) }, (_, index) => `T${index}`);
  const entities = names.map((name) => ({ name, keys: drawKeys(name, names, values, random), homes: [] }));
  const abstracts = Array.from({ length: 1 + random.int(3) }, (_, index): AbstractType => {
    const kind = random.chance(0.6) ? 'interface' : 'union';
    return {
      name: kind === 'interface' ? `I${index}` : `U${index}`,
      kind,
      members: random.shuffled(entities).slice(0, 2 + random.int(2)),
      hasLabel: random.chance(0.5),
    };
  });
  return { entities, values, abstracts, scalars: ['Int', 'String', 'Float', 'Boolean', 'ID', 'E', 'JSON'] };
}

function drawValueType(index: number, random: Random): ValueType {
  const types = ['Int', 'String!', '[Int!]', 'E', 'Boolean'];
  const chosen = random.shuffled(types).slice(0, 2 + random.int(2));
  const fields = Object.fromEntries(chosen.map((type, at) => [`v${at}`, type]));
  return { name: `V${index}`, fields: { code: 'String!', ...fields } };
}

/** Each entity has an `id`; others have more to be known by. */
function drawKeys(
  name: string,
  entities: readonly string[],
  values: readonly ValueType[],
  random: Random,
): readonly EntityKey[] {
  const others = entities.filter((other) => other < name);
  const value = random.pick(values);
  const possible: readonly EntityKey[] = [
    { fields: 'sku', types: { sku: 'String!' } },
    { fields: 'year number', types: { year: 'Int!', number: 'Int!' } },
    { fields: 'place { code }', types: { place: `${value.name}!` } },
    ...(others.length > 0
      ? [{ fields: 'owner { id } number', types: { owner: `${random.pick(others)}!`, number: 'Int!' } }]
      : []),
  ];
  return [ID_KEY, ...random.shuffled(possible).slice(0, random.int(3))];
}

/** The subgraph knows the type from now on; of an entity at least these keys. */
export function ensure(
  subgraph: SubgraphDraft,
  name: string,
  vocabulary: Vocabulary,
  keys: readonly EntityKey[] = [],
): void {
  const entity = vocabulary.entities.find((one) => one.name === name);
  if (entity) return ensureEntity(subgraph, entity, vocabulary, keys);
  const value = vocabulary.values.find((one) => one.name === name);
  if (value) {
    const type = typeIn(subgraph, name);
    type.directives.add('@shareable');
    for (const [field, written] of Object.entries(value.fields)) {
      ensure(subgraph, written.replace(/[[\]!]/g, ''), vocabulary);
      type.fields.set(field, { args: '', type: written, directives: [] });
    }
  }
  const abstract = vocabulary.abstracts.find((one) => one.name === name);
  if (abstract) ensureAbstract(subgraph, abstract, vocabulary);
  if (name === 'E') subgraph.others.set(name, 'enum E { A B C }');
  if (name === 'JSON') subgraph.others.set(name, 'scalar JSON');
}

function ensureEntity(
  subgraph: SubgraphDraft,
  entity: Entity,
  vocabulary: Vocabulary,
  keys: readonly EntityKey[],
): void {
  const isKnown = subgraph.types.has(entity.name);
  const type = typeIn(subgraph, entity.name);
  for (const key of keys.length > 0 || isKnown ? keys : [ID_KEY]) {
    type.directives.add(`@key(fields: "${key.fields}")`);
    for (const [field, written] of Object.entries(key.types)) {
      type.fields.set(field, { args: '', type: written, directives: [] });
      ensure(subgraph, written.replace(/!/g, ''), vocabulary, written.startsWith('T') ? [ID_KEY] : []);
    }
  }
}

function ensureAbstract(subgraph: SubgraphDraft, abstract: AbstractType, vocabulary: Vocabulary): void {
  const { name, kind, members, hasLabel } = abstract;
  if (kind === 'union') {
    subgraph.others.set(name, `union ${name} = ${members.map((member) => member.name).join(' | ')}`);
    for (const member of members) ensureEntity(subgraph, member, vocabulary, []);
    return;
  }
  const type = typeIn(subgraph, name, 'interface');
  type.fields.set('id', { args: '', type: 'ID!', directives: [] });
  if (hasLabel) type.fields.set('label', { args: '', type: 'String', directives: [] });
  for (const member of members) {
    ensureEntity(subgraph, member, vocabulary, [ID_KEY]);
    const local = typeIn(subgraph, member.name);
    local.interfaces.add(name);
    if (hasLabel) local.fields.set('label', { args: '', type: 'String', directives: ['@shareable'] });
  }
}
