/**
 * Why a query cannot be answered, read from the composer's message: it is the only place where it says so.
 *
 *   The following supergraph API query:        <- query
 *   { a { name } }
 *   cannot be satisfied by the subgraphs because:
 *   - from subgraph "a":                        <- source of the reasons below
 *     - cannot find field "A.name".
 *     - cannot move to subgraph "b" using @key(fields: "sku") of "A", the key field(s) cannot be resolved from subgraph "a".
 */
export type Reason =
  | { readonly kind: 'field-absent'; readonly source: string; readonly field: string }
  | { readonly kind: 'type-absent'; readonly source: string; readonly type: string }
  | {
      readonly kind: 'key-unresolvable';
      readonly source: string;
      readonly target: string;
      readonly type: string;
      /** As the composer prints the selection: `id owner { id }`. */
      readonly fields: string;
    }
  | {
      readonly kind: 'key-absent' | 'key-not-resolvable' | 'interface-absent';
      readonly source: string;
      readonly target: string;
      readonly type: string;
      readonly field: string;
    }
  | { readonly kind: 'field-external' | 'field-overridden'; readonly source: string; readonly field: string }
  | { readonly kind: 'requires-unmet' | 'context-unmet'; readonly source: string; readonly field: string }
  | {
      readonly kind: 'key-absent-after-requires';
      readonly source: string;
      readonly field: string;
      readonly type: string;
    }
  | { readonly kind: 'interface-object-stuck'; readonly source: string; readonly type: string };

export interface SatisfiabilityMessage {
  /** An example of a query that cannot be answered; null when the message carries none. */
  readonly query: string | null;
  readonly reasons: readonly Reason[];
}

type Reader = (source: string, groups: Readonly<Record<string, string>>) => Reason;

const FIELD = '"(?<field>[^"]+)"';
const TYPE = '"(?<type>[^"]+)"';
const TARGET = '"(?<target>[^"]+)"';

/** One line per sentence of the composer; a sentence that is not here (an ignored detour, say) is no cause. */
const SENTENCES: readonly (readonly [pattern: RegExp, read: Reader])[] = [
  [
    RegExp(`cannot find (implementation )?type ${TYPE}`),
    (source, { type = '' }) => ({ kind: 'type-absent', source, type }),
  ],
  [
    RegExp(`cannot find field ${FIELD}`),
    (source, { field = '' }) => ({ kind: 'field-absent', source, field }),
  ],
  [
    RegExp(
      `cannot move to subgraph ${TARGET} using @key\\(fields: "(?<fields>.*)"\\) of ${TYPE}, the key field`,
    ),
    (source, { target = '', fields = '', type = '' }) => ({
      kind: 'key-unresolvable',
      source,
      target,
      type,
      fields,
    }),
  ],
  [
    RegExp(`cannot move to subgraph ${TARGET}, which has field ${FIELD}, because \\w+ ${TYPE} has no @key`),
    (source, { target = '', field = '', type = '' }) => ({ kind: 'key-absent', source, target, type, field }),
  ],
  [
    RegExp(
      `cannot move to subgraph ${TARGET}, which has field ${FIELD}, because none of the @key defined on \\w+ ${TYPE}`,
    ),
    (source, { target = '', field = '', type = '' }) => ({
      kind: 'key-not-resolvable',
      source,
      target,
      type,
      field,
    }),
  ],
  [
    RegExp(
      `cannot move to subgraph ${TARGET}, which has field ${FIELD}, because interface ${TYPE} is not defined`,
    ),
    (source, { target = '', field = '', type = '' }) => ({
      kind: 'interface-absent',
      source,
      target,
      type,
      field,
    }),
  ],
  [
    RegExp(`field ${FIELD} is not resolvable because marked @external`),
    (source, { field = '' }) => ({ kind: 'field-external', source, field }),
  ],
  [
    RegExp(`field ${FIELD} is not resolvable because it is overridden`),
    (source, { field = '' }) => ({ kind: 'field-overridden', source, field }),
  ],
  [
    RegExp(`@require condition on field ${FIELD} can be satisfied but missing usable key on ${TYPE}`),
    (source, { field = '', type = '' }) => ({ kind: 'key-absent-after-requires', source, field, type }),
  ],
  [
    RegExp(`cannot satisfy @require conditions on field ${FIELD}`),
    (source, { field = '' }) => ({ kind: 'requires-unmet', source, field }),
  ],
  [
    RegExp(`could not find a match for required context for field ${FIELD}`),
    (source, { field = '' }) => ({ kind: 'context-unmet', source, field }),
  ],
  [
    RegExp(`(of )?@interfaceObject type ${TYPE}`),
    (source, { type = '' }) => ({ kind: 'interface-object-stuck', source, type }),
  ],
];

export function readSatisfiabilityMessage(message: string): SatisfiabilityMessage {
  const reasons: Reason[] = [];
  let source: string | undefined;
  for (const line of message.split('\n')) {
    const opening = /^\s*- (?:from|.* from) subgraph "([^"]+)":/.exec(line);
    if (opening) source = opening[1];
    const sentence = opening ? line.slice(opening[0].length) : line;
    if (source === undefined) continue;
    const reason = readSentence(source, sentence);
    if (reason) reasons.push(reason);
  }
  return { query: readQuery(message), reasons: distinct(reasons) };
}

/**
 * The reasons to mend, those about keys first. That a field or type is absent counts only where nothing else does: usually
 * it is merely why the query has to move on.
 */
export function causesOf(message: string): readonly Reason[] {
  const { reasons } = readSatisfiabilityMessage(message);
  const causes = reasons.filter(({ kind }) => kind !== 'field-absent' && kind !== 'type-absent');
  const isAboutKeys = ({ kind }: Reason) => kind.startsWith('key-');
  return causes.length === 0
    ? reasons
    : [...causes.filter(isAboutKeys), ...causes.filter((reason) => !isAboutKeys(reason))];
}

function readSentence(source: string, sentence: string): Reason | undefined {
  for (const [pattern, read] of SENTENCES) {
    const groups = pattern.exec(sentence)?.groups;
    if (groups) return read(source, groups);
  }
  return undefined;
}

const readQuery = (message: string): string | null =>
  /query:\n(?<query>[^]*?)\s*cannot be satisfied/.exec(message)?.groups?.['query'] ?? null;

const distinct = (reasons: readonly Reason[]): Reason[] => [
  ...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values(),
];
