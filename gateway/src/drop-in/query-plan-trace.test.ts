import { describe, expect, it } from '@jest/globals';
import { Trace } from '@apollo/usage-reporting-protobuf';
import type { DescribedFetch } from '../plan/describe-program.js';
import { planTraceOf, readSubgraphTrace } from './query-plan-trace.js';

const fetch = (id: number, wave: number, paths: string[] = []): DescribedFetch => ({
  id,
  wave,
  after: [],
  subgraph: `s${id}`,
  kind: 'query',
  paths,
  conditions: [],
  query: '{ a }',
});

describe('a plan as a trace', () => {
  it('is what Apollo’s reports can hold, wave by wave', () => {
    const at = new Date(1_700_000_000_250);
    const sent = new Map([
      [1, { sentAt: at, sentOffsetNs: 5, receivedAt: at, trace: new Trace({ durationNs: 7 }) }],
    ]);
    const node = planTraceOf(
      { fetches: [fetch(1, 1), fetch(2, 2, ['a.@.b', 'c']), fetch(3, 2, ['d'])] },
      sent,
    );
    expect(Trace.QueryPlanNode.verify(node)).toBeNull();
    const read = Trace.QueryPlanNode.decode(Trace.QueryPlanNode.encode(node).finish());
    expect(Trace.QueryPlanNode.toObject(read, { longs: Number })).toEqual({
      sequence: {
        nodes: [
          {
            fetch: {
              serviceName: 's1',
              traceParsingFailed: false,
              trace: { durationNs: 7 },
              sentTimeOffset: 5,
              sentTime: { seconds: 1_700_000_000, nanos: 250_000_000 },
              receivedTime: { seconds: 1_700_000_000, nanos: 250_000_000 },
            },
          },
          {
            parallel: {
              nodes: [
                {
                  flatten: {
                    responsePath: [{ fieldName: 'a' }, { fieldName: '@' }, { fieldName: 'b' }],
                    node: { fetch: { serviceName: 's2' } },
                  },
                },
                { flatten: { responsePath: [{ fieldName: 'd' }], node: { fetch: { serviceName: 's3' } } } },
              ],
            },
          },
        ],
      },
    });
  });

  it('reads what a subgraph sends along, under the name of the graph’s root type', async () => {
    const trace = new Trace({ root: { child: [{ responseName: 'a', parentType: 'TheirQuery' }] } });
    const ftv1 = Buffer.from(Trace.encode(trace).finish()).toString('base64');
    const read = await readSubgraphTrace(ftv1, 'Query');
    expect(read).toMatchObject({ root: { child: [{ responseName: 'a', parentType: 'Query' }] } });
    expect(await readSubgraphTrace(undefined, 'Query')).toBeUndefined();
    expect(await readSubgraphTrace('////', 'Query')).toBe('unreadable');
  });
});
