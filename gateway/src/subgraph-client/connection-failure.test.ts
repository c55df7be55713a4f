import { describe, expect, it } from '@jest/globals';
import { readConnectionFailure } from './connection-failure.js';

const failing = (code: string) => Object.assign(new Error('no'), { code });

describe('a connection’s failure', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
    'is certain to have sent nothing: %s',
    (code) => expect(readConnectionFailure(failing(code))).toEqual({ nothingSent: true, cause: code }),
  );

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_DESTROYED', 'HPE_INVALID_CONSTANT'])(
    'may have sent something: %s',
    (code) => expect(readConnectionFailure(failing(code))).toEqual({ nothingSent: false, cause: code }),
  );

  it('of several addresses is that of the first', () => {
    const error = new AggregateError([failing('ECONNREFUSED'), failing('ENETUNREACH')]);
    expect(readConnectionFailure(error)).toEqual({ nothingSent: true, cause: 'ECONNREFUSED' });
  });

  it.each([
    [new TypeError('x'), 'TypeError'],
    ['text', 'UNKNOWN'],
    [undefined, 'UNKNOWN'],
  ])('nobody knows is taken for the worst: %p', (thrown, cause) =>
    expect(readConnectionFailure(thrown)).toEqual({ nothingSent: false, cause }),
  );
});
