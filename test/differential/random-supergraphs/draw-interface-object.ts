import { newSubgraph, typeIn, type SubgraphDraft } from './draft.js';
import { drawField, namedTypeOf, type Drawing } from './draw-field.js';
import { ensure, ID_KEY } from './vocabulary.js';

/**
 * Sometimes one more subgraph, to which an interface of the others is a single type. One of the others has to know all
 * of its members by the interface's key.
 */
export function drawInterfaceObject(drawing: Drawing): readonly SubgraphDraft[] {
  const { random, subgraphs, vocabulary } = drawing;
  const interfaces = vocabulary.abstracts.filter(({ kind }) => kind === 'interface');
  if (interfaces.length === 0 || random.chance(0.4)) return [];
  const { name, members, hasLabel } = random.pick(interfaces);
  const owner = random.pick(subgraphs);
  for (const member of members) ensure(owner, member.name, vocabulary, [ID_KEY]);
  ensure(owner, name, vocabulary);
  for (const subgraph of subgraphs) {
    const local = subgraph.types.get(name);
    if (local) local.directives.add('@key(fields: "id")');
  }

  const subgraph = newSubgraph('whole');
  const type = typeIn(subgraph, name);
  type.directives.add('@key(fields: "id")').add('@interfaceObject');
  type.fields.set('id', { args: '', type: 'ID!', directives: [] });
  const count = 1 + random.int(3);
  for (let index = 0; index < count; index++) {
    const field = drawField(drawing, 'shared');
    const target = namedTypeOf(field.type);
    // A subgraph that has the interface as an object has none of its members.
    if (members.some((member) => member.name === target)) continue;
    ensure(subgraph, target, vocabulary);
    if (members.some((member) => subgraph.types.has(member.name))) return [];
    type.fields.set(`w${index}`, field);
  }
  if (random.chance(0.5)) type.fields.set('again', { args: '', type: `[${name}]`, directives: [] });
  if (hasLabel && random.chance(0.5)) {
    type.fields.set('label', { args: '', type: 'String', directives: ['@external'] });
    type.fields.set('labelled', { args: '', type: 'String', directives: ['@requires(fields: "label")'] });
  }
  return [subgraph];
}
