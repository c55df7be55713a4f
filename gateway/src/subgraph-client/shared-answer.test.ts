import { describe, expect, it } from '@jest/globals';
import { failed, readGraphQLResponse } from './graphql-response.js';
import { SharedAnswer } from './shared-answer.js';

function shared(body: string, takers: number) {
  let parsed = 0;
  const read = () => {
    parsed++;
    const response = { status: 200, contentType: 'application/json', contentEncoding: undefined, body };
    return readGraphQLResponse('shop', response, true);
  };
  const answer = new SharedAnswer(read, takers);
  const data = () => {
    const { answer: taken } = answer.take();
    if (taken.kind !== 'answered') throw new Error(taken.error.message);
    return taken.data as Record<string, unknown>;
  };
  return { data, parsed: () => parsed };
}

/** All objects of a tree. */
function objectsOf(value: unknown, into = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null) return into;
  into.add(value);
  for (const inner of Object.values(value)) objectsOf(inner, into);
  return into;
}

describe('an answer for several', () => {
  const body =
    '{"data":{"a":[{"b":{"c":null,"d":[1,"x",true,[]]}},null],"__proto__":{"e":{}},"constructor":{}}}';

  it('is parsed once, and no two have an object in common', () => {
    const { data, parsed } = shared(body, 5);
    const trees = Array.from({ length: 5 }, data);
    expect(parsed()).toBe(1);
    const expected = (JSON.parse(body) as { data: object }).data;
    for (const tree of trees) {
      expect(JSON.stringify(tree)).toBe(JSON.stringify(expected));
      expect(Object.getPrototypeOf(tree)).toBe(Object.prototype);
    }
    const all = trees.flatMap((tree) => [...objectsOf(tree)]);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(5 * objectsOf(expected).size);
  });

  it('is taken when the last has it', () => {
    const answer = new SharedAnswer(() => ({ answer: failed('shop', 'SUBGRAPH_ERROR', ''), hidden: [] }), 2);
    answer.take();
    expect(answer.isTaken).toBe(false);
    answer.take();
    expect(answer.isTaken).toBe(true);
  });

  it('is what it was, whatever the first makes of theirs', () => {
    const { data } = shared(body, 3);
    const before = JSON.stringify(data());
    const second = data() as { a: unknown[] };
    second.a.push('changed');
    expect(JSON.stringify(data())).toBe(before);
  });

  it('may nest deeper than a copy can follow', () => {
    const deep = `{"data":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    const { data, parsed } = shared(deep, 3);
    const trees = Array.from({ length: 3 }, data);
    expect(new Set(trees.map(({ a }) => a)).size).toBe(3);
    expect(parsed()).toBe(3);
  });
});
