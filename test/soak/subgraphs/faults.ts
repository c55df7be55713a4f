import type { SubgraphName } from '../world/shapes.js';

/**
 * What goes wrong in one subgraph for one request of a client. The gateway is told to hand the header on, so who asked for
 * a fault is who must feel it, and nobody else.
 */
export const FAULT_HEADER = 'x-soak-fault';

/** What the client may get then: the whole answer, or nulls that errors with these codes explain. */
export interface FaultOutcome {
  readonly codes: readonly string[];
  /** An entity that a subgraph does not have is null without an error. */
  readonly mayBeSilent?: boolean;
}

const RIGHT: FaultOutcome = { codes: [] };
export const FAULT_CODE = 'SOAK_FAULT';
const CONNECTION_CODES = ['SUBGRAPH_CONNECTION_LOST', 'SUBGRAPH_UNREACHABLE', 'SUBGRAPH_TIMEOUT'];

export const FAULT_OUTCOMES = {
  /** Right, but later. */
  slow: RIGHT,
  /** Right, in many chunks. */
  chunked: RIGHT,
  /** The connection is reset in the middle of the first answer; the second one is right. */
  resetOnce: RIGHT,
  status500: { codes: [FAULT_CODE] },
  html: { codes: ['SUBGRAPH_RESPONSE_INVALID'] },
  truncated: { codes: ['SUBGRAPH_RESPONSE_INVALID'] },
  empty: { codes: ['SUBGRAPH_RESPONSE_INVALID'] },
  tooLarge: { codes: ['SUBGRAPH_RESPONSE_TOO_LARGE'] },
  /** One thing is null, and an error beside it says so. */
  partial: { codes: [FAULT_CODE] },
  /** One thing is null, and nothing says so; where it must not be, the gateway says it. */
  missing: { codes: ['SUBGRAPH_VALUE_INVALID'], mayBeSilent: true },
  /** Every attempt is reset in the middle of its answer. */
  reset: { codes: CONNECTION_CODES },
  /** Never answered. */
  hang: { codes: ['SUBGRAPH_TIMEOUT'] },
} as const satisfies Record<string, FaultOutcome>;

export type FaultKind = keyof typeof FAULT_OUTCOMES;

export interface Fault {
  readonly kind: FaultKind;
  readonly subgraph: SubgraphName;
}

export const FAULT_KINDS = Object.keys(FAULT_OUTCOMES) as FaultKind[];

/** A mutation is not sent again once something of it was sent. */
export const outcomeOf = ({ kind }: Fault, mutates: boolean): FaultOutcome =>
  mutates && kind === 'resetOnce' ? FAULT_OUTCOMES.reset : FAULT_OUTCOMES[kind];

/** `number` tells requests apart. */
export const faultHeader = ({ subgraph, kind }: Fault, number: number): string =>
  `${subgraph}:${kind}:${number}`;

const HEADER = new RegExp(`\\r\\n${FAULT_HEADER}: *([a-z]+):([A-Za-z0-9]+):(\\d+)`, 'i');

/** The fault that a request's head asks this subgraph for. */
export function faultIn(
  head: string,
  subgraph: SubgraphName,
): { kind: FaultKind; number: number } | undefined {
  const [, name, kind, number] = HEADER.exec(head) ?? [];
  return name === subgraph && kind !== undefined && Object.hasOwn(FAULT_OUTCOMES, kind)
    ? { kind: kind as FaultKind, number: Number(number) }
    : undefined;
}

/** The answer to a query with its first value that is something null, or its first entity. */
export function withoutOneValue(json: string, query: string, withError: boolean): string {
  const answer = JSON.parse(json) as { data?: Record<string, unknown> | null };
  const [name, value] =
    Object.entries(answer.data ?? {}).find(([, inner]) => inner !== null) ??
    ([undefined, undefined] as const);
  if (!answer.data || name === undefined) return json;
  const isEntities = Array.isArray(value) && isEntitiesField(query, name);
  if (isEntities) value[0] = null;
  else answer.data[name] = null;
  const path = isEntities ? [name, 0] : [name];
  const error = { message: 'a fault that was asked for', path, extensions: { code: FAULT_CODE } };
  return JSON.stringify(withError ? { ...answer, errors: [error] } : answer);
}

const isEntitiesField = (query: string, name: string): boolean =>
  name === '_entities' || new RegExp(`\\b${name}: *_entities\\b`).test(query);
