import { describe, expect, it } from '@jest/globals';
import { GraphQLError, locatedError, parse, type GraphQLFormattedError } from 'graphql';
import { codedError } from './coded-error.js';
import { isFailure, maskError, originalOf } from './mask-errors.js';

const field = parse('{ a }').definitions;
const thrownByResolver = (error: unknown) => locatedError(error, field, ['a', 0]);
const masked = (error: GraphQLError): GraphQLFormattedError =>
  maskError({ ...error.toJSON(), extensions: { code: 'INTERNAL_SERVER_ERROR', ...error.extensions } }, error);

describe('maskError', () => {
  it('lets coded errors pass as they are', () => {
    const error = thrownByResolver(codedError('SOLD_OUT', 'Nothing left.', { left: 0 }));
    expect(masked(error)).toMatchObject({
      message: 'Nothing left.',
      path: ['a', 0],
      extensions: { code: 'SOLD_OUT', left: 0 },
    });
    expect(isFailure(error)).toBe(false);
  });

  it('lets what GraphQL itself refuses pass', () => {
    const error = new GraphQLError('Cannot query field', {
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect(masked(error)).toMatchObject({ message: 'Cannot query field' });
  });

  it.each([
    ['a plain error', new Error('password=hunter2')],
    [
      'an error that carries extensions of its own',
      Object.assign(new Error('hunter2'), { extensions: { code: 'FINE', secret: 'hunter2' } }),
    ],
    ['a thrown string', 'hunter2'],
    ['a GraphQLError without a code', new GraphQLError('Int cannot represent hunter2')],
    [
      'a GraphQLError around another error',
      new GraphQLError('hunter2', { originalError: new Error('hunter2'), extensions: { code: 'FINE' } }),
    ],
  ])('hides %s, but keeps the path', (_name, thrown) => {
    const error = thrownByResolver(thrown);
    const answer = masked(error);
    expect(answer).toEqual({
      message: expect.any(String),
      path: ['a', 0],
      extensions: { code: 'INTERNAL_ERROR' },
    });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(isFailure(error)).toBe(true);
  });

  it('names a database that is down, without saying where it is', () => {
    const down = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
    const answer = masked(thrownByResolver(down));
    expect(answer.extensions).toEqual({ code: 'DATABASE_UNAVAILABLE' });
    expect(answer.message).not.toContain('10.0.0.7');
    expect(isFailure(thrownByResolver(down))).toBe(true);
  });

  it('finds the thrown error below its wrappers', () => {
    const cause = new Error('inside');
    expect(originalOf(locatedError(thrownByResolver(cause), field, ['b']))).toBe(cause);
  });
});
