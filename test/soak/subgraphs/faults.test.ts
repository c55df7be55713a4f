import { expect, test } from '@jest/globals';
import { FAULT_HEADER, faultHeader, faultIn, withoutOneValue } from './faults.js';

test('a fault is for the subgraph that it names', () => {
  const head = `POST / HTTP/1.1\r\n${FAULT_HEADER}: ${faultHeader({ subgraph: 'stock', kind: 'resetOnce' }, 12)}`;
  expect(faultIn(head, 'stock')).toEqual({ kind: 'resetOnce', number: 12 });
  expect(faultIn(head, 'catalog')).toBeUndefined();
  expect(faultIn('POST / HTTP/1.1', 'stock')).toBeUndefined();
});

test('one value is taken away, or one entity, and the error is about it', () => {
  expect(JSON.parse(withoutOneValue('{"data":{"a":null,"b":1,"c":2}}', '{ a b c }', true))).toMatchObject({
    data: { a: null, b: null, c: 2 },
    errors: [{ path: ['b'] }],
  });
  const query = 'query ($r: [_Any!]!) { e1:_entities(representations: $r) { x } }';
  expect(JSON.parse(withoutOneValue('{"data":{"e1":[{"x":1},{"x":2}]}}', query, false))).toEqual({
    data: { e1: [null, { x: 2 }] },
  });
});
