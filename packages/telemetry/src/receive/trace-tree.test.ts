import { describe, expect, it } from '@jest/globals';
import { buildTraceTree, formatTraceTree } from './trace-tree.js';
import type { ReceivedSpan } from './span.js';

const span = (
  spanId: string,
  parentSpanId: string | undefined,
  more: Partial<ReceivedSpan> = {},
): ReceivedSpan => ({
  traceId: 't',
  spanId,
  parentSpanId,
  name: spanId,
  kind: 'internal',
  service: 'gateway',
  scope: '',
  startNs: 0n,
  endNs: 1_500_000n,
  failed: false,
  attributes: {},
  events: [],
  links: [],
  ...more,
});

describe('a trace as a tree', () => {
  it('orders children by when they began, and takes an unknown parent for the outside', () => {
    const tree = buildTraceTree([
      span('c', 'a', { startNs: 2n }),
      span('b', 'a', { startNs: 1n }),
      span('a', 'client'),
    ]);
    expect(
      tree.map(({ span: { spanId }, children }) => [spanId, children.map((child) => child.span.spanId)]),
    ).toEqual([['a', ['b', 'c']]]);
  });

  it('is printed with who, what, how long and how it ended', () => {
    const lines = formatTraceTree([
      span('POST /graphql', undefined, { attributes: { 'http.response.status_code': 200 } }),
      span('query Shop', 'POST /graphql', { failed: true, attributes: { 'error.type': 'SUBGRAPH_TIMEOUT' } }),
      span('fetch', 'query Shop', {
        service: 'gateway',
        attributes: { 'kontor.subgraph.name': 'products' },
        events: [{ name: 'kontor.retry', attributes: { 'error.type': 'ECONNREFUSED' } }],
      }),
      span('SELECT products', 'fetch', { service: 'products' }),
    ]);
    expect(lines).toEqual([
      'gateway   POST /graphql             1.5 ms  200',
      'gateway   └─ query Shop             1.5 ms  SUBGRAPH_TIMEOUT',
      'gateway      └─ fetch → products    1.5 ms',
      '                │  · kontor.retry           ECONNREFUSED',
      'products        └─ SELECT products  1.5 ms',
    ]);
  });
});
