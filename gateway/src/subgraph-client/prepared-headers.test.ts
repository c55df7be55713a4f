import { describe, expect, it } from '@jest/globals';
import { prepareHeaders } from './prepared-headers.js';

describe('the headers of a request to subgraphs', () => {
  it('are written a line each, names in lower case', () => {
    expect(prepareHeaders({ 'X-Tenant': 'acme', 'x-name': 'caf\xe9' })).toEqual({
      record: { 'x-tenant': 'acme', 'x-name': 'caf\xe9' },
      text: 'x-tenant: acme\r\nx-name: caf\xe9\r\n',
      sharedText: 'x-tenant: acme\r\nx-name: caf\xe9\r\n',
    });
  });

  it('of one name are one: the last', () => {
    expect(prepareHeaders({ 'X-Tenant': 'forged', 'x-tenant': 'acme' }).text).toBe('x-tenant: acme\r\n');
  });

  it.each([
    'Connection',
    'content-length',
    'Transfer-Encoding',
    'host',
    'upgrade',
    'expect',
    'te',
    'accept',
    'content-type',
    'content-encoding',
  ])('never say what is the client’s own business: %s', (name) => {
    expect(prepareHeaders({ [name]: 'x', a: 'b' }).text).toBe('a: b\r\n');
  });

  it.each([
    ['an end of line', 'x\r\ncontent-length: 0'],
    ['a line feed', 'x\ny'],
    ['a carriage return', 'x\ry'],
    ['a null', 'x\0y'],
    ['a control character', 'x\x1by'],
    ['a line separator', 'x\u2028y'],
    ['a letter that becomes a line feed when it is cut to a byte', 'x\u010ay'],
    ['what is beyond Latin-1', 'x😀y'],
  ])('cannot have a value with %s', (_, value) => {
    expect(() => prepareHeaders({ 'x-a': value })).toThrow(
      new TypeError('the header x-a has a value that cannot be sent'),
    );
  });

  it.each(['', 'a b', 'a:', 'a\r\nb', 'é', 'a\0'])('cannot have the name %j', (name) => {
    expect(() => prepareHeaders({ [name]: 'x' })).toThrow(TypeError);
  });

  it('touch no prototype', () => {
    const headers = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>;
    const { record, text } = prepareHeaders(headers);
    expect(text).toBe('constructor: y\r\n');
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  });

  const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';

  it('are shared but for those that name the single request', () => {
    const headers = {
      authorization: 'a',
      traceparent: `${TRACE}-00`,
      tracestate: 's',
      'x-request-id': 'r',
      baggage: 'b',
    };
    const { text, sharedText } = prepareHeaders(headers);
    expect(sharedText).toBe('authorization: a\r\nbaggage: b\r\n');
    expect(text.startsWith(sharedText)).toBe(true);
    for (const [name, value] of Object.entries(headers)) expect(text).toContain(`${name}: ${value}\r\n`);
  });

  it.each([`${TRACE}-01`, `${TRACE}-03`, 'tenant=x', ''])(
    'are not shared beyond a trace that is recorded, or that is none: %j',
    (traceparent) => {
      const { sharedText } = prepareHeaders({ traceparent, tracestate: 's', 'x-request-id': 'r' });
      expect(sharedText).toBe(`traceparent: ${traceparent}\r\ntracestate: s\r\n`);
    },
  );
});
