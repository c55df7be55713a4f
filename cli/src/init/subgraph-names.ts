/** Every spelling of what a new subgraph serves, all from its name. Pure. */
export interface SubgraphNames {
  /** `gift-cards`: in the graph, of the folder. */
  name: string;
  /** `GiftCard`: the GraphQL type, the Prisma model. */
  entity: string;
  /** `giftCard`: the field for one. */
  one: string;
  /** `giftCards`: the field for the list. */
  many: string;
  /** `gift-card`, `gift-cards`: files. */
  oneFile: string;
  manyFile: string;
  /** `gift_cards` */
  table: string;
}

export type NamesVerdict =
  { kind: 'valid'; names: SubgraphNames } | { kind: 'invalid'; message: string; fix: string };

const NAME_LENGTH_MAX = 50;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const ENTITY = /^[A-Z][a-zA-Z0-9]*$/;

/** Types of GraphQL, of what is generated, and of JavaScript that generated code uses. */
const TAKEN_TYPES = new Set(
  (
    'Query Mutation Subscription PageInfo Int Float String Boolean ID Entity Service Any FieldSet Context Resolvers ' +
    'ResolversTypes ResolversParentTypes Resolver Scalars Maybe InputMaybe Exact Incremental Prisma PrismaClient Array Date ' +
    'Error Function Map Number Object Omit Partial Pick Exclude Extract Promise Record Required Set Symbol'
  ).split(' '),
);
/** JavaScript's reserved words: no variable can have such a name. */
const TAKEN_VARIABLES = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static ' +
    'super switch this throw true try typeof var void while with yield query mutation arguments eval undefined'
  ).split(' '),
);

/** @param entity given where the name does not tell it well */
export function namesOf(name: string, entity?: string): NamesVerdict {
  if (!NAME.test(name) || name.length > NAME_LENGTH_MAX)
    return {
      kind: 'invalid',
      message: `"${name}" cannot be the name of a subgraph.`,
      fix: `Take small letters, digits and single hyphens, a letter first, at most ${NAME_LENGTH_MAX} characters: \`gift-cards\`.`,
    };
  if (entity !== undefined && (!ENTITY.test(entity) || entity.length > NAME_LENGTH_MAX))
    return {
      kind: 'invalid',
      message: `"${entity}" cannot be the name of a GraphQL type.`,
      fix: `Take letters and digits, a capital first, at most ${NAME_LENGTH_MAX} characters: \`GiftCard\`.`,
    };
  const one = entity === undefined ? singularOf(name.split('-')) : wordsOf(entity);
  const many = entity === undefined && one.join('-') !== name ? name.split('-') : pluralOf(one);
  const names = {
    name,
    entity: entity ?? pascal(one),
    one: camel(one),
    many: camel(many),
    oneFile: one.join('-'),
    manyFile: many.join('-'),
    table: many.join('_'),
  };
  if (!TAKEN_TYPES.has(names.entity) && !TAKEN_VARIABLES.has(names.one)) return { kind: 'valid', names };
  return {
    kind: 'invalid',
    message: `The type of ${name} would be called ${names.entity}, and that name is taken.`,
    fix: 'Name another type, such as `--entity Thing`.',
  };
}

/** Of the last word only: `gift-cards` is about a gift card. English, and only its regular forms. */
function singularOf(words: readonly string[]): string[] {
  const last = words.at(-1) ?? '';
  return [...words.slice(0, -1), singular(last)];
}

function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 2 && word.endsWith('s') && !/(ss|us|is|news|series)$/.test(word))
    return word.slice(0, -1);
  return word;
}

function pluralOf(words: readonly string[]): string[] {
  const last = words.at(-1) ?? '';
  return [...words.slice(0, -1), plural(last)];
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

/** `GiftCard` -> gift, card */
const wordsOf = (entity: string): string[] =>
  entity
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .split('-');

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const pascal = (words: readonly string[]): string => words.map(capital).join('');
const camel = (words: readonly string[]): string =>
  words.map((word, at) => (at === 0 ? word : capital(word))).join('');
