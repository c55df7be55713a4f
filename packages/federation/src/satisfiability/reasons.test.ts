import { describe, expect, it } from '@jest/globals';
import { causesOf, readSatisfiabilityMessage } from './reasons.js';

const message = (...sentences: string[]) =>
  `The following supergraph API query:\n{\n  a {\n    x\n  }\n}\ncannot be satisfied by the subgraphs because:\n- from subgraph "s":\n${sentences.map((sentence) => `  - ${sentence}.`).join('\n')}`;

const onSource = { source: 's' };
const toTarget = { source: 's', target: 't', field: 'A.x', type: 'A' };

describe('readSatisfiabilityMessage', () => {
  it.each([
    ['cannot find field "A.x"', { ...onSource, kind: 'field-absent', field: 'A.x' }],
    ['cannot find type "A"', { ...onSource, kind: 'type-absent', type: 'A' }],
    [
      'cannot find implementation type "A" (supergraph interface "I" is declared with @interfaceObject in "s")',
      { ...onSource, kind: 'type-absent', type: 'A' },
    ],
    [
      'cannot move to subgraph "t" using @key(fields: "id o { id }") of "A", the key field(s) cannot be resolved from subgraph "s"',
      { ...onSource, kind: 'key-unresolvable', target: 't', type: 'A', fields: 'id o { id }' },
    ],
    [
      'cannot move to subgraph "t", which has field "A.x", because type "A" has no @key defined in subgraph "t"',
      { ...toTarget, kind: 'key-absent' },
    ],
    [
      'cannot move to subgraph "t", which has field "A.x", because none of the @key defined on type "A" in subgraph "t" are resolvable (they are all declared with their "resolvable" argument set to false)',
      { ...toTarget, kind: 'key-not-resolvable' },
    ],
    [
      'cannot move to subgraph "t", which has field "A.x", because interface "I" is not defined in this subgraph (to jump to "t", it would need to both define interface "I" and have a @key on it)',
      { ...toTarget, kind: 'interface-absent', type: 'I' },
    ],
    [
      'field "A.x" is not resolvable because marked @external',
      { ...onSource, kind: 'field-external', field: 'A.x' },
    ],
    [
      'field "A.x" is not resolvable because it is overridden by subgraph "t"',
      { ...onSource, kind: 'field-overridden', field: 'A.x' },
    ],
    [
      'cannot satisfy @require conditions on field "A.x" (please ensure that this is not due to key field "id" being accidentally marked @external)',
      { ...onSource, kind: 'requires-unmet', field: 'A.x' },
    ],
    [
      '@require condition on field "A.x" can be satisfied but missing usable key on "A" in subgraph "s" to resume query',
      { ...onSource, kind: 'key-absent-after-requires', field: 'A.x', type: 'A' },
    ],
    [
      'could not find a match for required context for field "A.x"',
      { ...onSource, kind: 'context-unmet', field: 'A.x' },
    ],
    [
      'no subgraph can be reached to resolve the implementation type of @interfaceObject type "I"',
      { ...onSource, kind: 'interface-object-stuck', type: 'I' },
    ],
    [
      '@interfaceObject type "I" misses a resolvable key to resume query once the implementation type has been resolved',
      { ...onSource, kind: 'interface-object-stuck', type: 'I' },
    ],
  ])('reads: %s', (sentence, reason) => {
    expect(readSatisfiabilityMessage(message(sentence)).reasons).toEqual([reason]);
  });

  it('keeps the query, and takes a single reason from the line of its subgraph', () => {
    expect(
      readSatisfiabilityMessage(
        'The following supergraph API query:\n{\n  a\n}\ncannot be satisfied by the subgraphs because:\n- from subgraph "s": cannot find field "Query.a".\n- from subgraph "t": cannot find field "Query.a".',
      ),
    ).toEqual({
      query: '{\n  a\n}',
      reasons: [
        { kind: 'field-absent', source: 's', field: 'Query.a' },
        { kind: 'field-absent', source: 't', field: 'Query.a' },
      ],
    });
  });

  it('makes nothing of a sentence it does not know', () => {
    expect(
      readSatisfiabilityMessage(message('ignoring moving to subgraph "t" as a more direct option exists'))
        .reasons,
    ).toEqual([]);
    expect(readSatisfiabilityMessage('')).toEqual({ query: null, reasons: [] });
  });
});

describe('causesOf', () => {
  it('puts keys first and drops what merely follows', () => {
    const kinds = causesOf(
      message(
        'cannot find field "A.x"',
        'field "A.x" is not resolvable because marked @external',
        'cannot move to subgraph "t" using @key(fields: "id") of "A", the key field(s) cannot be resolved from subgraph "s"',
      ),
    ).map(({ kind }) => kind);
    expect(kinds).toEqual(['key-unresolvable', 'field-external']);
  });
});
