import { createRandom } from '../random.js';
import type { Graph } from '../world/world.js';
import { newSubgraph, printSubgraph, typeIn, type FieldDraft, type SubgraphDraft } from './draft.js';
import { drawArguments, drawField, namedTypeOf, wrapped, type Drawing } from './draw-field.js';
import { drawInterfaceObject } from './draw-interface-object.js';
import { drawTransfers } from './draw-transfers.js';
import { drawVocabulary, ensure, type Entity } from './vocabulary.js';

/**
 * Subgraphs of a seed, which may or may not compose:
 *
 *   vocabulary  ─> entities with keys, in the subgraphs that they live in ─> fields, one subgraph each or shared
 *                                                                            ─> what passes between subgraphs ─> roots
 */
export function drawGraph(name: string, seed: string): Graph {
  const random = createRandom(seed);
  const subgraphs = Array.from({ length: 2 + random.int(3) }, (_, index) => newSubgraph(`s${index}`));
  const drawing: Drawing = { random, subgraphs, vocabulary: drawVocabulary(random) };
  for (const entity of drawing.vocabulary.entities) settle(entity, drawing);
  for (const entity of drawing.vocabulary.entities) drawFields(entity, drawing);
  drawTransfers(drawing);
  const all = [...subgraphs, ...drawInterfaceObject(drawing)];
  for (const subgraph of all) drawRoots(subgraph, drawing);
  return { name, subgraphs: all.map((subgraph) => ({ name: subgraph.name, sdl: printSubgraph(subgraph) })) };
}

/** Its first home knows all of its keys, so that each of them leads somewhere. */
function settle(entity: Entity, { random, subgraphs, vocabulary }: Drawing): void {
  const [first, ...others] = random.shuffled(subgraphs);
  if (!first) return;
  const homes = [first, ...others.filter(() => random.chance(0.6))];
  for (const home of homes) {
    const known = home === first ? entity.keys : entity.keys.filter(() => random.chance(0.5));
    ensure(home, entity.name, vocabulary, known.length > 0 ? known : [random.pick(entity.keys)]);
    entity.homes.push(home);
  }
}

const FIELDS_MAX = 5;

function drawFields(entity: Entity, drawing: Drawing): void {
  const { random, vocabulary } = drawing;
  const count = 2 + random.int(FIELDS_MAX);
  for (let index = 0; index < count; index++) {
    const name = `f${index}`;
    const home = random.pick(entity.homes);
    const isShared = entity.homes.length > 1 && random.chance(0.2);
    const field = drawField(drawing, isShared ? 'shared' : 'any');
    const directives = [
      ...(isShared ? ['@shareable'] : []),
      ...(random.chance(0.05) ? ['@inaccessible'] : []),
    ];
    for (const one of isShared ? entity.homes : [home]) {
      const named = namedTypeOf(field.type);
      ensure(one, named, vocabulary);
      typeIn(one, entity.name).fields.set(name, { ...field, directives });
    }
  }
}

/** Fields of `Query`, and sometimes `Mutation`, for what the subgraph knows. */
function drawRoots(subgraph: SubgraphDraft, { random, vocabulary }: Drawing): void {
  const unions = vocabulary.abstracts.filter(({ name }) => subgraph.others.has(name));
  const known = [...subgraph.types.keys(), ...unions.map(({ name }) => name)].filter(
    (name) => name !== 'Query' || random.chance(0.1),
  );
  if (known.length === 0) return;
  const field = (): FieldDraft => ({
    args: random.chance(0.3) ? drawArguments(random) : '',
    type: wrapped(random.pick(known), random),
    directives: [],
  });
  const fields = Array.from({ length: 1 + random.int(3) }, field);
  const query = typeIn(subgraph, 'Query');
  fields.forEach((one, index) => query.fields.set(`${subgraph.name}q${index}`, one));
  if (random.chance(0.3)) typeIn(subgraph, 'Mutation').fields.set(`${subgraph.name}m`, field());
}
