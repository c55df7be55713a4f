import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
} from 'graphql';
import type { Random } from '../random.js';
import type { VariablePool } from './variable-pool.js';

/** A literal for an argument, with variables in some of its places; without any when there is no pool of them. */
export function randomLiteral(
  type: GraphQLInputType,
  hasDefault: boolean,
  random: Random,
  variables: VariablePool | undefined,
  depth = 0,
): string {
  if (variables && random.chance(VARIABLE_CHANCE)) return `$${variables.forPosition(type, hasDefault)}`;
  if (!isNonNullType(type) && random.chance(NULL_CHANCE)) return 'null';
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) {
    // One value stands for a list of it.
    if (random.chance(0.2) && !isListType(inner.ofType)) {
      const single = randomLiteral(inner.ofType, false, random, undefined, depth + 1);
      if (single !== 'null') return single;
    }
    const items = Array.from({ length: random.int(3) }, () =>
      randomLiteral(inner.ofType, false, random, variables, depth + 1),
    );
    return `[${items.join(', ')}]`;
  }
  const named = inner as GraphQLNamedInputType;
  if (!isInputObjectType(named)) return leafLiteral(named, random);
  const fields = Object.values(named.getFields());
  const chosen = named.isOneOf
    ? [random.pick(fields)]
    : fields.filter((field) => isRequired(field) || (depth < DEPTH_MAX && random.chance(0.5)));
  const members = chosen.map((field) => {
    const of = named.isOneOf ? nonNullLiteral(field.type, random, depth) : undefined;
    return `${field.name}: ${of ?? randomLiteral(field.type, field.defaultValue !== undefined, random, variables, depth + 1)}`;
  });
  return `{${members.join(', ')}}`;
}

const VARIABLE_CHANCE = 0.3;
const NULL_CHANCE = 0.1;
const DEPTH_MAX = 3;

/** In one-of objects, where neither null nor a nullable variable is allowed. */
function nonNullLiteral(type: GraphQLInputType, random: Random, depth: number): string {
  for (let attempt = 0; attempt < 10; attempt++) {
    const literal = randomLiteral(type, false, random, undefined, depth + 1);
    if (literal !== 'null') return literal;
  }
  return '[]';
}

const isRequired = (field: { type: GraphQLInputType; defaultValue?: unknown }): boolean =>
  isNonNullType(field.type) && field.defaultValue === undefined;

function leafLiteral(type: GraphQLNamedInputType, random: Random): string {
  const value = leafValue(type, random);
  return isEnumType(type) ? String(value) : literalOf(value);
}

function literalOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalOf).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, inner]) => `${name}: ${literalOf(inner)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}

/** The value of a variable, as JSON. */
export function randomJson(type: GraphQLInputType, random: Random, depth = 0): unknown {
  if (!isNonNullType(type) && random.chance(NULL_CHANCE)) return null;
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner))
    return Array.from({ length: random.int(3) }, () => randomJson(inner.ofType, random, depth + 1));
  const named = inner as GraphQLNamedInputType;
  if (!isInputObjectType(named)) return leafValue(named, random);
  const fields = Object.values(named.getFields());
  if (named.isOneOf) {
    const field = random.pick(fields);
    return { [field.name]: nonNullJson(field.type, random, depth) };
  }
  const chosen = fields.filter((field) => isRequired(field) || (depth < DEPTH_MAX && random.chance(0.5)));
  return Object.fromEntries(chosen.map((field) => [field.name, randomJson(field.type, random, depth + 1)]));
}

function nonNullJson(type: GraphQLInputType, random: Random, depth: number): unknown {
  for (let attempt = 0; attempt < 10; attempt++) {
    const value = randomJson(type, random, depth + 1);
    if (value !== null) return value;
  }
  return [];
}

function leafValue(type: GraphQLNamedInputType, random: Random): unknown {
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  switch (type.name) {
    case 'Int':
      return random.int(20) - 2;
    case 'Float':
      return random.chance(0.5) ? random.int(10) : random.int(100) / 8;
    case 'Boolean':
      return random.chance(0.5);
    case 'ID':
      return random.chance(0.3) ? random.int(10) : `id-${random.int(5)}`;
    case 'String':
      return random.pick(TEXTS);
    default:
      return random.pick(CUSTOM);
  }
}

const TEXTS = ['a', 'b', '', 'x "quoted" \\ y', 'line\nline', '$notAVariable', 'é😀'];
const CUSTOM: readonly unknown[] = ['a', 7, { a: 1, b: { c: [true] } }, [1, 'x'], false];
