import type { Random } from '../random.js';
import { typeIn, type FieldDraft, type SubgraphDraft } from './draft.js';
import { namedTypeOf, type Drawing } from './draw-field.js';
import { ensure, ID_KEY, type Entity, type Vocabulary } from './vocabulary.js';

/** Where one subgraph has what another one needs, brings or takes over. */
export function drawTransfers(drawing: Drawing): void {
  const { random, vocabulary } = drawing;
  for (const entity of vocabulary.entities) {
    if (entity.homes.length < 2) continue;
    for (let index = 0; index < 3; index++) {
      const [from, to] = random.shuffled(entity.homes);
      if (!from || !to) continue;
      const chance = random.int(4);
      if (chance < 2) drawRequirement(entity, from, to, index, drawing);
      else if (chance === 2) drawOverride(entity, from, to, random);
      else drawProvision(entity, from, to, drawing);
    }
  }
}

type Named = readonly [string, FieldDraft];

/** Fields that only `from` has, and that nothing but a requirement was drawn about yet. */
function ownFields(entity: Entity, from: SubgraphDraft): readonly Named[] {
  return [...typeIn(from, entity.name).fields].filter(
    ([name, { directives }]) =>
      /^(f|rs\d)\d/.test(name) &&
      directives.every((directive) => directive.startsWith('@requires')) &&
      entity.homes.every((home) => home === from || !typeIn(home, entity.name).fields.has(name)),
  );
}

const plainFields = (entity: Entity, from: SubgraphDraft): readonly Named[] =>
  ownFields(entity, from).filter(([, { directives }]) => directives.length === 0);

const isLeaf = (type: string, { scalars }: Vocabulary): boolean => scalars.includes(namedTypeOf(type));

function drawRequirement(
  entity: Entity,
  from: SubgraphDraft,
  to: SubgraphDraft,
  index: number,
  { random, vocabulary }: Drawing,
): void {
  const usable = ownFields(entity, from).filter(
    ([, { type }]) => selectionOf(type, vocabulary) !== undefined,
  );
  const chosen = random.shuffled(usable).slice(0, 1 + random.int(2));
  if (chosen.length === 0) return;
  const local = typeIn(to, entity.name);
  const required = chosen.map(([name, field]) => {
    ensure(to, namedTypeOf(field.type), vocabulary, [ID_KEY]);
    local.fields.set(name, { ...field, directives: ['@external'] });
    return `${name}${argumentsFor(field, random)}${selectionOf(field.type, vocabulary) ?? ''}`;
  });
  local.fields.set(`r${to.name}${index}`, {
    args: random.chance(0.2) ? '(upper: Boolean)' : '',
    type: random.chance(0.3) ? 'String!' : 'String',
    directives: [`@requires(fields: "${required.join(' ')}")`],
  });
}

/** Half of the time the requirement says with which argument. */
function argumentsFor({ args }: FieldDraft, random: Random): string {
  if (!args.includes('first: Int') || random.chance(0.5)) return '';
  return `(first: ${1 + random.int(2)})`;
}

/** What can be required of a field of this type: nothing below a leaf, otherwise what every subgraph has of it. */
function selectionOf(type: string, { values, entities, ...vocabulary }: Vocabulary): string | undefined {
  if (isLeaf(type, { values, entities, ...vocabulary })) return '';
  const value = values.find(({ name }) => name === namedTypeOf(type));
  if (value) return ` { ${Object.keys(value.fields).slice(0, 2).join(' ')} }`;
  return entities.some(({ name }) => name === namedTypeOf(type)) ? ' { id }' : undefined;
}

function drawOverride(entity: Entity, from: SubgraphDraft, to: SubgraphDraft, random: Random): void {
  const usable = plainFields(entity, from).filter(([, { type }]) =>
    /^\[*(Int|String|Float|Boolean|ID)\b/.test(type),
  );
  if (usable.length === 0) return;
  const [name, field] = random.pick(usable);
  const label = random.chance(0.4) ? `, label: "${random.pick(['blue', 'green', 'percent(50)'])}"` : '';
  typeIn(to, entity.name).fields.set(name, {
    ...field,
    directives: [`@override(from: "${from.name}"${label})`],
  });
}

/** `to` has a field of its own that leads to the entity, and knows something of it on that way only. */
function drawProvision(
  entity: Entity,
  from: SubgraphDraft,
  to: SubgraphDraft,
  { random, vocabulary }: Drawing,
): void {
  const usable = plainFields(entity, from).filter(
    ([, { args, type }]) => args === '' && isLeaf(type, vocabulary),
  );
  if (usable.length === 0) return;
  const [name, field] = random.pick(usable);
  ensure(to, namedTypeOf(field.type), vocabulary);
  typeIn(from, entity.name).fields.set(name, { ...field, directives: ['@shareable'] });
  typeIn(to, entity.name).fields.set(name, { ...field, directives: ['@external'] });
  const others = vocabulary.entities.filter(({ homes }) => homes.includes(to));
  const host = random.chance(0.5) ? random.pick(others).name : 'Query';
  typeIn(to, host).fields.set(`${to.name}p${entity.name}${name}`, {
    args: '',
    type: random.chance(0.5) ? `[${entity.name}]` : entity.name,
    directives: [`@provides(fields: "${name}")`],
  });
}
