import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, type GraphQLObjectType, type OperationDefinitionNode } from 'graphql';
import { fragmentsOf, type Selected } from './collect-fields.js';
import { compileShape, IRREGULAR, type Tree } from './compile-shape.js';
import { completeTree } from './complete.js';
import { treeNamesOf } from '../plan/tree-names.js';

const names = treeNamesOf(new Set());
const schema = buildSchema(`
  type Query { id: ID! n: Int f: Float s: String b: Boolean kind: Kind json: JSON list: [Int!] deep: [[Node!]!]! node: Node any: Any self: Query }
  enum Kind { A B }
  scalar JSON
  interface Node { id: ID! name: String }
  type User implements Node { id: ID! name: String age: Int! }
  type Team implements Node { id: ID! name: String size: Int }
  union Any = User | Team
`);

function shaped(source: string, tree: Tree, conditions: Record<string, unknown> = {}) {
  const document = parse(source);
  const [operation] = document.definitions as [OperationDefinitionNode];
  const selected: Selected = { schema, fragments: fragmentsOf(document), conditions, names, defers: false };
  const root = schema.getQueryType() as GraphQLObjectType;
  const fast = compileShape(selected, root, operation.selectionSet)(tree);
  const slow = completeTree(selected, root, operation.selectionSet, tree, () => false);
  return {
    fast: fast === IRREGULAR ? 'irregular' : JSON.stringify(fast),
    slow: JSON.stringify(slow.data),
    errors: slow.errors.map(({ path, extensions }) => `${path?.join('.')} ${String(extensions['code'])}`),
  };
}

describe('the shape of an answer', () => {
  const regular: [string, string, string, string][] = [
    [
      'leaves',
      '{ id n f s b kind json }',
      '{"id":"1","n":1,"f":1.5,"s":"x","b":true,"kind":"A","json":{"a":[1]}}',
      '{"id":"1","n":1,"f":1.5,"s":"x","b":true,"kind":"A","json":{"a":[1]}}',
    ],
    ['order and aliases of the client', '{ z: s a: n }', '{"a":1,"z":"x","more":2}', '{"z":"x","a":1}'],
    ['null for what is missing', '{ s node { id } }', '{}', '{"s":null,"node":null}'],
    ['an ID as text', '{ id }', '{"id":7}', '{"id":"7"}'],
    ['lists of lists', '{ deep { id } }', '{"deep":[[{"id":"1"}],[]]}', '{"deep":[[{"id":"1"}],[]]}'],
    [
      'fragments by type',
      '{ any { ... on User { age } ... on Team { size } __typename } }',
      '{"any":{"__typename":"Team","size":3,"age":1}}',
      '{"any":{"size":3,"__typename":"Team"}}',
    ],
    [
      'an interface without its type',
      '{ node { id name } }',
      '{"node":{"id":"1","name":"n"}}',
      '{"node":{"id":"1","name":"n"}}',
    ],
    [
      'an interface object, which says its interface',
      '{ node { id } }',
      '{"node":{"__typename":"Node","id":"1"}}',
      '{"node":{"id":"1"}}',
    ],
    [
      'merged selections',
      '{ node { id } node { name } }',
      '{"node":{"id":"1","name":"n"}}',
      '{"node":{"id":"1","name":"n"}}',
    ],
  ];
  it.each(regular)('gives %s', (_what, source, tree, expected) => {
    expect(shaped(source, JSON.parse(tree) as Tree)).toEqual({ fast: expected, slow: expected, errors: [] });
  });

  const irregular: [string, string, string, string, string[]][] = [
    ['null where it must not be', '{ s id }', '{"s":"x"}', 'null', ['id SUBGRAPH_VALUE_INVALID']],
    [
      'null below a place that may be null',
      '{ any { ... on User { age } } s }',
      '{"any":{"__typename":"User","age":null},"s":"x"}',
      '{"any":null,"s":"x"}',
      ['any.age SUBGRAPH_VALUE_INVALID'],
    ],
    [
      'null in a list',
      '{ list s }',
      '{"list":[1,null]}',
      '{"list":null,"s":null}',
      ['list.1 SUBGRAPH_VALUE_INVALID'],
    ],
    [
      'a value of another type',
      '{ n s }',
      '{"n":"1","s":"x"}',
      '{"n":null,"s":"x"}',
      ['n SUBGRAPH_VALUE_INVALID'],
    ],
    [
      'a value that no enum has',
      '{ kind }',
      '{"kind":"C"}',
      '{"kind":null}',
      ['kind SUBGRAPH_VALUE_INVALID'],
    ],
    [
      'a list for an object',
      '{ node { id } }',
      '{"node":[]}',
      '{"node":null}',
      ['node SUBGRAPH_RESPONSE_INVALID'],
    ],
    ['an object for a list', '{ list }', '{"list":{}}', '{"list":null}', ['list SUBGRAPH_RESPONSE_INVALID']],
    [
      'a type that cannot be there',
      '{ any { ... on User { age } } }',
      '{"any":{"__typename":"Query"}}',
      '{"any":null}',
      ['any SUBGRAPH_VALUE_INVALID'],
    ],
    [
      'a type that there is not, even where nobody asks for it',
      '{ node { id } }',
      '{"node":{"__typename":"Nosuch","id":"1"}}',
      '{"node":null}',
      ['node SUBGRAPH_VALUE_INVALID'],
    ],
    [
      'a type that is not said',
      '{ any { ... on User { age } } }',
      '{"any":{"age":1}}',
      '{"any":null}',
      ['any SUBGRAPH_VALUE_INVALID'],
    ],
  ];
  it.each(irregular)('tells of %s', (_what, source, tree, expected, errors) => {
    expect(shaped(source, JSON.parse(tree) as Tree)).toEqual({ fast: 'irregular', slow: expected, errors });
  });

  it('leaves out what a condition excludes', () => {
    const source = 'query ($a: Boolean!) { s @include(if: $a) n @skip(if: $a) }';
    const tree = { s: 'x', n: 1 };
    expect(shaped(source, tree, { a: true }).fast).toBe('{"s":"x"}');
    expect(shaped(source, tree, { a: false }).fast).toBe('{"n":1}');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])(
    'takes "%s" for a name like any other',
    (name) => {
      const missing = `{"${name}":null}`;
      expect(shaped(`{ ${name}: s }`, {})).toEqual({ fast: missing, slow: missing, errors: [] });
      const tree = JSON.parse(`{"${name}":"x"}`) as Tree;
      const given = `{"${name}":"x"}`;
      expect(shaped(`{ ${name}: s }`, tree)).toEqual({ fast: given, slow: given, errors: [] });
      const nested = `{"self":{"${name}":"x"}}`;
      expect(shaped(`{ self { ${name}: s } }`, JSON.parse(nested) as Tree).fast).toBe(nested);
      expect(Object.prototype).toEqual({});
    },
  );
});
