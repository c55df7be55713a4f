import { describe, expect, it } from '@jest/globals';
import { readGraphQLResponse } from './graphql-response.js';
import type { WireResponse } from './transport.js';

const read = (body: unknown, more: Partial<WireResponse> = {}, showUncoded = false) =>
  readGraphQLResponse(
    'shop',
    {
      status: 200,
      contentType: 'application/json; charset=utf-8',
      contentEncoding: undefined,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...more,
    },
    showUncoded,
  );

describe('a subgraph’s response', () => {
  it('is data', () => {
    expect(read({ data: { a: 1 } })).toEqual({
      answer: { kind: 'answered', data: { a: 1 }, errors: [] },
      hidden: [],
    });
  });

  it('is GraphQL whatever the status', () => {
    const errors = [{ message: 'no', extensions: { code: 'NO' } }];
    const { answer } = read({ errors }, { status: 400, contentType: 'application/graphql-response+json' });
    expect(answer).toMatchObject({ kind: 'answered', data: null, errors: [{ extensions: { code: 'NO' } }] });
  });

  it.each<[string, unknown, Partial<WireResponse>]>([
    ['data that is a list', { data: [] }, {}],
    ['data that is text', { data: 'x' }, {}],
    ['errors without messages', { errors: [{}] }, {}],
    ['errors with an odd path', { errors: [{ message: 'x', path: [{}] }] }, {}],
    ['errors with odd extensions', { errors: [{ message: 'x', extensions: 'x' }] }, {}],
    ['neither', {}, {}],
    ['empty errors and no data', { errors: [] }, {}],
    ['null', 'null', {}],
    ['nothing', '', {}],
    ['a redirect', { data: {} }, { status: 307 }],
    ['a page', '<html>', { contentType: 'text/html' }],
    ['no type', { data: {} }, { contentType: undefined }],
    ['a packed body', { data: {} }, { contentEncoding: 'gzip' }],
  ])('is invalid when it is %s, without a word of its body', (_, body, more) => {
    const { answer } = read(body, more);
    expect(answer).toMatchObject({
      kind: 'failed',
      error: { extensions: { code: 'SUBGRAPH_RESPONSE_INVALID', subgraph: 'shop' } },
    });
    expect(JSON.stringify(answer)).not.toContain('<html>');
  });

  it('hides what carries no public code, unless it is told not to', () => {
    const body = { data: null, errors: [{ message: 'password wrong for db' }] };
    expect(read(body)).toMatchObject({
      answer: { errors: [{ message: 'The subgraph "shop" failed at a part of the request.' }] },
      hidden: [{ message: 'password wrong for db' }],
    });
    expect(read(body, {}, true)).toEqual({
      answer: {
        kind: 'answered',
        data: null,
        errors: [
          { message: 'password wrong for db', extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'shop' } },
        ],
      },
      hidden: [],
    });
  });

  it('does not let a subgraph speak for another', () => {
    const errors = [{ message: 'no', extensions: { code: 'NO', subgraph: 'other', serviceName: 'other' } }];
    expect(read({ errors }).answer).toMatchObject({
      errors: [{ extensions: { code: 'NO', subgraph: 'shop' } }],
    });
  });

  it('does not let a subgraph choose the status or the wording of our own answer', () => {
    const ours = { http: { status: 302 }, validationErrorCode: 'INTROSPECTION_DISABLED' };
    const errors = [{ message: 'no', extensions: { code: 'NO', ...ours } }];
    expect(read({ errors }).answer).toMatchObject({
      errors: [{ message: 'no', extensions: expect.not.objectContaining(ours) }],
    });
    expect(JSON.stringify(read({ errors }).answer)).not.toMatch(/http|validationErrorCode/);
  });

  it('is a refusal over plain HTTP', () => {
    const { answer } = read({ error: { code: 'KEY_INVALID', message: 'no', fix: 'f' } }, { status: 401 });
    expect(answer).toEqual({
      kind: 'failed',
      error: { message: 'no', extensions: { code: 'KEY_INVALID', subgraph: 'shop' } },
    });
  });
});
