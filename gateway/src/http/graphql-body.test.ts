import { describe, expect, it } from '@jest/globals';
import { JSON_DEPTH_MAX, readGraphQLBody } from './graphql-body.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const nested = (depth: number) => `{"variables":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
const read = (text: string) => readGraphQLBody(JSON_TYPE, Buffer.from(text));

describe('the body of a GraphQL request', () => {
  it('may nest as deep as the limit', () => {
    expect(read(nested(JSON_DEPTH_MAX))).toMatchObject({ kind: 'read' });
  });

  it.each([JSON_DEPTH_MAX + 1, 400_000])('is refused when it nests deeper: %i', (depth) => {
    expect(read(nested(depth))).toMatchObject({ kind: 'refused', code: 'REQUEST_INVALID' });
  });

  it('is not deep because it is wide, or has brackets in text', () => {
    const variables = { many: Array.from({ length: 1_000 }, () => [{}]), text: '['.repeat(1_000) };
    expect(read(JSON.stringify({ query: '{ a }', variables }))).toMatchObject({ kind: 'read' });
  });
});
