import { describe, expect, it, jest } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { createErrorFormat } from './format-error.js';

describe('the last look at an error', () => {
  it('lets through what carries a code, without stack and HTTP head', () => {
    const onDefect = jest.fn();
    const formatted = {
      message: 'No',
      path: ['a'],
      extensions: { code: 'NO', stacktrace: ['x'], http: {}, left: 2 },
    };
    expect(createErrorFormat(onDefect)(formatted, new GraphQLError('No'))).toEqual({
      message: 'No',
      path: ['a'],
      extensions: { code: 'NO', left: 2 },
    });
    expect(onDefect).not.toHaveBeenCalled();
  });

  it.each([[{ code: 'INTERNAL_SERVER_ERROR' }], [{}]])('hides and reports a defect: %j', (extensions) => {
    const onDefect = jest.fn();
    const cause = new TypeError('cannot read x of undefined');
    const error = new GraphQLError(cause.message, { originalError: cause });
    const shown = createErrorFormat(onDefect)({ message: cause.message, path: ['a'], extensions }, error);
    expect(shown).toEqual({
      message: 'The server failed to answer.',
      extensions: { code: 'INTERNAL_ERROR' },
    });
    expect(onDefect).toHaveBeenCalledWith(cause);
  });

  it('says in our words that introspection is off', () => {
    const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', validationErrorCode: 'INTROSPECTION_DISABLED' };
    const shown = createErrorFormat(jest.fn())(
      { message: 'not allowed by Apollo Server', extensions },
      undefined,
    );
    expect(shown.extensions).toEqual({ code: 'INTROSPECTION_DISABLED' });
    expect(shown.message).not.toContain('Apollo');
  });
});
