import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '@kontor/protocol';
import { compose } from './compose.js';
import { readSupergraph } from './supergraph/read-supergraph.js';
import { COMPOSERS } from './test-support/composers.js';

/** Schemas that together use most of what subgraphs can say. */
const CORPUS: readonly Record<string, string>[] = [
  {
    a: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@tag"])
type Query { a(x: Int = 1, i: I): A e(e: E): E u: U }
interface N { id: ID! }
type A implements N @key(fields: "id") @key(fields: "sku region { code }") { id: ID! sku: String! region: R! @shareable }
type R @shareable { code: String! @tag(name: "t") }
union U = A | R
enum E { X Y }
input I { x: Int! = 3 y: [String!] }
scalar S`,
    b: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject"])
type Mutation { m(i: J!): A }
input J { s: String }
type A @key(fields: "id") { id: ID! weight: Int @external cost: Int @requires(fields: "weight") b: B @provides(fields: "n") }
type B @key(fields: "id") { id: ID! n: Int @external }
type C @key(fields: "id") { id: ID! h: Int @inaccessible }`,
    c: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated", "@listSize"])
type A @key(fields: "id") { id: ID! weight: Int }
type B @key(fields: "id") { id: ID! n: Int @shareable l: [Int!] }`,
  },
  {
    a: 'type Query { p: P }\ntype P @key(fields: "id") { id: ID! x: Int }',
    b: 'extend type P @key(fields: "id") { id: ID! @external y: Int }',
  },
];

const ROUNDS = 200;

describe.each(COMPOSERS)('compose, with $name, on damaged schemas', ({ compose: composeIt, it }) => {
  it('answers with a supergraph or with known problems in places that exist', () => {
    const random = randomFrom(20261122);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const words = CORPUS.flatMap((schemas) => Object.values(schemas)).flatMap(tokensOf);
    const outcomes = new Set<string>();

    for (let round = 0; round < ROUNDS; round += 1) {
      const inputs = Object.entries(pick(CORPUS)).map(([name, sdl]) => ({
        name,
        url: `http://${name}.test/`,
        sdl: damage(sdl, words, random),
      }));
      const result = composeIt(inputs);
      outcomes.add(result.kind);
      if (result.kind === 'composed') {
        expect(readSupergraph(result.supergraphSdl).kind).toBe('readable');
        continue;
      }
      expect(result.problems).not.toEqual([]);
      for (const { code, message, fix, locations } of result.problems) {
        outcomes.add(code);
        expect(ERROR_CODES).toHaveProperty(code);
        expect(message && fix).toBeTruthy();
        for (const { subgraph, line, column } of locations) {
          const lines = inputs.find(({ name }) => name === subgraph)?.sdl.split('\n');
          expect(lines).toBeDefined();
          if (line === null) expect(column).toBeNull();
          else expect(column).toBeLessThanOrEqual((lines?.[line - 1] ?? '').length + 1);
        }
      }
    }
    // Damage that never composes, or never gets past the parser, would prove little.
    expect(outcomes).toContain('composed');
    expect(outcomes.size).toBeGreaterThan(8);
  });
});

describe('readSupergraph on damaged supergraphs', () => {
  it('answers with a reading or with known problems in places that exist', () => {
    const random = randomFrom(7);
    const [subgraphs = {}] = CORPUS;
    const result = compose(
      Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: `http://${name}.test/`, sdl })),
    );
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
    const words = tokensOf(result.supergraphSdl);
    const outcomes = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const sdl = damage(result.supergraphSdl, words, random);
      const reading = readSupergraph(sdl);
      outcomes.add(reading.kind);
      for (const { code, locations } of reading.kind === 'refused' ? reading.problems : []) {
        outcomes.add(code);
        expect(ERROR_CODES).toHaveProperty(code);
        for (const { line } of locations) expect(line).toBeLessThanOrEqual(sdl.split('\n').length);
      }
    }
    expect([...outcomes]).toEqual(expect.arrayContaining(['readable', 'refused', 'SUPERGRAPH_INVALID']));
  });
});

const tokensOf = (sdl: string): string[] => sdl.match(/"[^"]*"|@?\w+|\s+|[^\s\w]/g) ?? [];

/** Words of one kind stand in for one another, so that most damage survives the parser; one time in ten anything goes. */
function damage(sdl: string, words: readonly string[], random: () => number): string {
  const tokens = tokensOf(sdl);
  const anything = random() < 0.1;
  for (let hits = Math.floor(random() * 4); hits > 0; hits -= 1) {
    const at = Math.floor(random() * tokens.length);
    const kind = kindOf(tokens[at] ?? '');
    const candidates = anything ? words : words.filter((word) => kindOf(word) === kind);
    tokens[at] = candidates[Math.floor(random() * candidates.length)] ?? '';
  }
  return tokens.join('');
}

function kindOf(token: string): string {
  if (token.startsWith('"')) return 'string';
  if (token.startsWith('@')) return 'directive';
  if (/^[A-Z]/.test(token)) return 'Type';
  return /^\w/.test(token) ? 'name' : token;
}

/** Mulberry32: the same numbers on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
