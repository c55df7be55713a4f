import {
  getNamedType,
  isCompositeType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  parse,
  validate,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { createRandom, type Random } from '../random.js';
import { operationOf, type Operation } from './operation.js';
import { randomLiteral } from './random-values.js';
import { createVariablePool, type VariablePool } from './variable-pool.js';

/**
 * An operation that is valid on the schema, whatever is drawn: what validation refuses (fields that cannot be merged,
 * mostly) is drawn again.
 */
export function randomOperation(schema: GraphQLSchema, seed: string): Operation {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const random = createRandom(`${seed} attempt ${attempt}`);
    const drawn = draw(schema, random, attempt);
    const document = parse(drawn.source, { noLocation: true });
    if (validate(schema, document).length === 0)
      return operationOf(drawn.source, drawn.variables, drawn.operationName);
  }
  return operationOf('{ __typename }', {});
}

const ATTEMPTS_MAX = 30;

type Field = GraphQLField<unknown, unknown>;

interface Drawing {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly variables: VariablePool;
  readonly fragments: { readonly name: string; readonly on: GraphQLCompositeType; readonly text: string }[];
  /** By response name: what it stands for so far. */
  readonly taken: Map<string, string>;
  /** Fields that may still be selected. */
  budget: number;
  aliases: number;
}

function draw(schema: GraphQLSchema, random: Random, attempt: number) {
  const drawing: Drawing = {
    schema,
    random,
    variables: createVariablePool(random),
    fragments: [],
    taken: new Map(),
    // Large ones have more to be refused for.
    budget: Math.max(3, 4 + random.int(BUDGET) - attempt),
    aliases: 0,
  };
  const mutation = schema.getMutationType();
  const isMutation = mutation != null && random.chance(0.2);
  const root = isMutation ? mutation : schema.getQueryType();
  if (!root) throw new Error('a schema without queries');
  const set = selectionSet(root, 1 + random.int(DEPTH), drawing);
  const { definitions, values } = drawing.variables;
  const name = random.chance(0.4) ? 'Drawn' : undefined;
  const heading = `${isMutation ? 'mutation' : 'query'} ${name ?? ''}${definitions.length > 0 ? `(${definitions.join(', ')})` : ''}`;
  const fragments = drawing.fragments.map(
    (fragment) => `fragment ${fragment.name} on ${fragment.on.name} ${fragment.text}`,
  );
  const other = name !== undefined && random.chance(0.1) ? ['query Other { __typename }'] : [];
  return {
    source: [...other, `${heading} ${set}`, ...fragments].join('\n'),
    variables: values,
    ...(other.length > 0 && name !== undefined ? { operationName: name } : { operationName: undefined }),
  };
}

const BUDGET = 24;
const DEPTH = 5;

function selectionSet(type: GraphQLCompositeType, depth: number, drawing: Drawing): string {
  const { random } = drawing;
  const count = 1 + random.int(4);
  const selections = Array.from({ length: count }, () => selection(type, depth, drawing)).filter(
    (text) => text !== '',
  );
  return `{ ${selections.length > 0 ? selections.join(' ') : '__typename'} }`;
}

function selection(type: GraphQLCompositeType, depth: number, drawing: Drawing): string {
  const { random } = drawing;
  const choice = random.int(100);
  if (choice < 8 || (isUnionType(type) && choice < 20)) return typename(drawing);
  const fragmentChance = isAbstractType(type) ? (isUnionType(type) ? 95 : 55) : 22;
  if (choice < fragmentChance && depth > 0) {
    const isNamed = random.chance(0.3);
    return isNamed ? spread(type, depth, drawing) : inlineFragment(type, depth, drawing);
  }
  return field(type, depth, drawing);
}

function typename(drawing: Drawing): string {
  return `${alias('__typename', 'String!', drawing)}${directives(drawing)}`;
}

function field(type: GraphQLCompositeType, depth: number, drawing: Drawing): string {
  const { random } = drawing;
  if (isUnionType(type)) return typename(drawing);
  if (type === drawing.schema.getQueryType() && random.chance(0.02)) return introspection(drawing);
  const fields = Object.values(type.getFields());
  const goesDeeper = depth > 0 && drawing.budget > 0;
  const candidates = fields.filter((one) => goesDeeper || isLeafType(getNamedType(one.type)));
  if (candidates.length === 0) return typename(drawing);
  const deep = candidates.filter((one) => !isLeafType(getNamedType(one.type)));
  const chosen = deep.length > 0 && random.chance(0.5) ? random.pick(deep) : random.pick(candidates);
  drawing.budget--;
  const given = argumentsOf(chosen, drawing);
  const head = alias(`${chosen.name}${given}`, String(chosen.type), drawing) + directives(drawing);
  const inner = getNamedType(chosen.type);
  return isCompositeType(inner) ? `${head} ${selectionSet(inner, depth - 1, drawing)}` : head;
}

function argumentsOf({ args }: Field, { random, variables }: Drawing): string {
  const given = args
    .filter((argument) => isRequiredArgument(argument) || random.chance(0.5))
    .map(({ name, type, defaultValue }) => {
      const literal = randomLiteral(type, defaultValue !== undefined, random, variables);
      return `${name}: ${literal}`;
    });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

/** `field` under a name of its own, or under an alias: sometimes for fun, often because the name is taken. */
function alias(call: string, type: string, drawing: Drawing): string {
  const { random, taken } = drawing;
  const meaning = `${call}: ${type}`;
  const name = /^\w+/.exec(call)?.[0] ?? call;
  const wanted = random.chance(0.2) ? random.pick([...ALIASES, ...taken.keys()]) : name;
  const known = taken.get(wanted);
  // Two object types may mean different things by one name, if the types are alike; validation knows.
  const isFree =
    known === undefined || known === meaning || (known.endsWith(`: ${type}`) && random.chance(0.15));
  const response =
    isFree && !(wanted === '__typename' && name !== '__typename') ? wanted : `a${drawing.aliases++}`;
  if (!taken.has(response)) taken.set(response, meaning);
  return response === name ? call : `${response}: ${call}`;
}

const ALIASES = ['a', 'b', 'id', 'name', 'constructor', '__proto__', 'toString', 'x1'];

function directives({ random, variables }: Drawing): string {
  if (!random.chance(0.12)) return '';
  const one = (name: string): string =>
    ` @${name}(if: ${random.chance(0.3) ? String(random.chance(0.5)) : `$${variables.condition()}`})`;
  const first = random.chance(0.5) ? 'include' : 'skip';
  return one(first) + (random.chance(0.1) ? one(first === 'skip' ? 'include' : 'skip') : '');
}

function inlineFragment(type: GraphQLCompositeType, depth: number, drawing: Drawing): string {
  const { random } = drawing;
  if (random.chance(0.1)) return `...${directives(drawing)} ${selectionSet(type, depth - 1, drawing)}`;
  const on = random.pick(conditionsFor(type, drawing.schema));
  return `... on ${on.name}${directives(drawing)} ${selectionSet(on, depth - 1, drawing)}`;
}

function spread(type: GraphQLCompositeType, depth: number, drawing: Drawing): string {
  const { random, schema, fragments } = drawing;
  const conditions = conditionsFor(type, schema);
  const fitting = fragments.filter(({ on }) => conditions.includes(on));
  if (fitting.length > 0 && random.chance(0.6))
    return `...${random.pick(fitting).name}${directives(drawing)}`;
  const on = random.pick(conditions);
  const text = selectionSet(on, depth - 1, drawing);
  // Named after what it spreads: no fragment can reach itself.
  const name = `F${fragments.length}`;
  fragments.push({ name, on, text });
  return `...${name}${directives(drawing)}`;
}

/** Types that an object of this type can be of, too. */
function conditionsFor(type: GraphQLCompositeType, schema: GraphQLSchema): readonly GraphQLCompositeType[] {
  const possible = new Set<GraphQLObjectType>(isAbstractType(type) ? schema.getPossibleTypes(type) : [type]);
  return Object.values(schema.getTypeMap()).filter((other): other is GraphQLCompositeType => {
    if (other === type) return true;
    if (other.name.startsWith('__')) return false;
    if (isObjectType(other)) return possible.has(other);
    if (!isInterfaceType(other) && !isUnionType(other)) return false;
    return schema.getPossibleTypes(other).some((one) => possible.has(one));
  });
}

function introspection({ random, schema, aliases }: Drawing): string {
  const name = random.pick(Object.keys(schema.getTypeMap()));
  return random.pick([
    `i${aliases}: __type(name: "${name}") { name kind fields(includeDeprecated: true) { name type { name kind } } }`,
    `i${aliases}: __schema { queryType { name } }`,
  ]);
}
