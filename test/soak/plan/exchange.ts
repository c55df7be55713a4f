import { createHash } from 'node:crypto';
import { createRandom, type Random } from '../../differential/random.js';
import { FAULT_HEADER, FAULT_KINDS, faultHeader, type Fault } from '../subgraphs/faults.js';
import { SUBGRAPH_NAMES } from '../world/shapes.js';
import { USERS_MAX } from '../world/marks.js';
import {
  bigDocument,
  DEFERRED,
  HOT_DOCUMENTS,
  mutation,
  newDocument,
  VARIABLE_DOCUMENTS,
  withOtherLiterals,
  type Asked,
} from './documents.js';
import { get, httpMessage, post, postChunked, userHeaders, type Header } from './message.js';
import { WRONG_REQUESTS } from './wrong-requests.js';

/** What must come back. */
export type Expectation =
  | { readonly kind: 'data'; readonly asked: Asked; readonly unlessRefused?: string }
  /** In parts, or in one piece where nothing is left to be deferred; `asked` is without `@defer`. */
  | { readonly kind: 'parts'; readonly asked: Asked }
  | { readonly kind: 'faulty'; readonly asked: Asked; readonly fault: Fault }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'health' };

/** One HTTP request and what must come back. */
export interface Turn {
  readonly message: Buffer;
  readonly expected: Expectation;
  /** Sent only when the turn before was refused with this code. */
  readonly onlyAfter?: string;
}

export const ABORTS = [
  'halfRequest',
  'whileWaiting',
  'halfAnswer',
  'unread',
  'halfOpen',
  'stalledHead',
] as const;
export type Abort = (typeof ABORTS)[number];

export type Delivery =
  | { readonly kind: 'kept' }
  /** All turns are written before the first answer. */
  | { readonly kind: 'pipelined' }
  /** In two writes, the second in another turn of the loop. */
  | { readonly kind: 'split'; readonly at: number }
  | {
      readonly kind: 'abort';
      readonly abort: Abort;
      /** With a reset of the connection, or with an orderly end. */
      readonly isReset: boolean;
      readonly afterMs: number;
    };

/** What one client does, from its first byte to its last. */
export interface Exchange {
  readonly number: number;
  readonly kind: ExchangeKind;
  readonly user: number;
  readonly turns: readonly Turn[];
  readonly delivery: Delivery;
  /** It has a mutation whose token is its number. */
  readonly mutates: boolean;
}

/** Out of the sum of all. What is expensive, for the gateway or for the clock, is rare. */
export const WEIGHTS = {
  hot: 604,
  variables: 110,
  literals: 90,
  newDocument: 8,
  get: 20,
  persisted: 50,
  newPersisted: 2,
  mutation: 25,
  deferred: 12,
  big: 2,
  wrong: 14,
  fault: 12,
  mutationFault: 2,
  abort: 12,
  pipelined: 6,
  split: 6,
  chunked: 6,
  health: 3,
} as const;
export type ExchangeKind = keyof typeof WEIGHTS;

export const EXCHANGE_KINDS = Object.keys(WEIGHTS) as ExchangeKind[];
/** Time in which nothing happens: seldom. */
const RARE_FAULTS = new Set(['hang', 'reset', 'tooLarge']);
const RARE_FAULT_CHANCE = 0.15;
const STALL_CHANCE = 0.02;
const ABORT_AFTER_MS_MAX = 6;

const DEFER_TYPES = [
  'multipart/mixed;deferSpec=20220824, application/json',
  'multipart/mixed;incrementalSpec=v0.2, application/json',
] as const;
const ENCODINGS = ['gzip', 'br, gzip', 'gzip, deflate, br, zstd', 'identity'] as const;
const KEPT: Delivery = { kind: 'kept' };

/** The exchange of a seed with a number: the same at each call, whatever was drawn before. */
export function drawExchange(
  seed: number,
  number: number,
  kinds: readonly ExchangeKind[] = EXCHANGE_KINDS,
): Exchange {
  const random = createRandom(`soak ${seed} ${number}`);
  const kind = drawKind(random, kinds);
  const user = 1 + random.int(USERS_MAX);
  const plain = userHeaders(user);
  const headers = random.chance(0.3) ? { ...plain, 'accept-encoding': random.pick(ENCODINGS) } : plain;
  return { number, kind, user, ...draw[kind](random, number, headers) };
}

function drawKind(random: Random, kinds: readonly ExchangeKind[]): ExchangeKind {
  let left = random.int(kinds.reduce((sum, kind) => sum + WEIGHTS[kind], 0));
  for (const kind of kinds) {
    left -= WEIGHTS[kind];
    if (left < 0) return kind;
  }
  throw new Error('there is nothing to draw from');
}

type Drawn = Pick<Exchange, 'turns' | 'delivery' | 'mutates'>;
type Draw = (random: Random, number: number, headers: Header) => Drawn;

const turns = (...all: readonly Turn[]): Drawn => ({ turns: all, delivery: KEPT, mutates: false });
const answered = (asked: Asked, headers: Header): Turn => ({
  message: post(asked, headers),
  expected: { kind: 'data', asked },
});

const hotOne = (random: Random): Asked => random.pick(HOT_DOCUMENTS);
function withVariables(random: Random): Asked {
  const { query, variables } = random.pick(VARIABLE_DOCUMENTS);
  return { query, variables: variables(random) };
}
/** Of any kind that is answered in one piece. */
const anyQuery = (random: Random, number: number): Asked =>
  random.pick([hotOne, hotOne, hotOne, hotOne, withVariables, withOtherLiterals, newDocument, seldomBig])(
    random,
    number,
  );
const seldomBig = (random: Random): Asked => (random.chance(0.2) ? bigDocument(random) : hotOne(random));

const draw: Readonly<Record<ExchangeKind, Draw>> = {
  hot: (random, _, headers) => turns(answered(hotOne(random), headers)),
  variables: (random, _, headers) => turns(answered(withVariables(random), headers)),
  literals: (random, _, headers) => turns(answered(withOtherLiterals(random), headers)),
  newDocument: (random, number, headers) => turns(answered(newDocument(random, number), headers)),
  big: (random, _, headers) => turns(answered(bigDocument(random), headers)),
  get(random, _, headers) {
    const asked = random.chance(0.5) ? hotOne(random) : withVariables(random);
    return turns({ message: get(asked, headers), expected: { kind: 'data', asked } });
  },
  persisted: (random, _, headers) =>
    persisted(random.chance(0.5) ? hotOne(random) : withVariables(random), headers),
  newPersisted: (random, number, headers) => persisted(newDocument(random, number), headers),
  mutation: (random, number, headers) => ({
    ...turns(answered(mutation(random, number), headers)),
    mutates: true,
  }),
  deferred(random, _, headers) {
    const { deferred, plain } = random.pick(DEFERRED);
    return turns({
      message: post({ query: deferred }, { ...headers, accept: random.pick(DEFER_TYPES) }),
      expected: { kind: 'parts', asked: { query: plain } },
    });
  },
  wrong(random, number, headers) {
    const { status, code, message } = random.pick(WRONG_REQUESTS);
    return turns({ message: message(headers, number), expected: { kind: 'refused', status, code } });
  },
  fault: (random, number, headers) => turns(faulty(anyQuery(random, number), random, number, headers)),
  mutationFault: (random, number, headers) => ({
    ...turns(faulty(mutation(random, number), random, number, headers)),
    mutates: true,
  }),
  abort: drawAbort,
  pipelined: (random, number, headers) => ({
    ...turns(...Array.from({ length: 2 + random.int(3) }, () => answered(anyQuery(random, number), headers))),
    delivery: { kind: 'pipelined' },
  }),
  split(random, number, headers) {
    const turn = answered(anyQuery(random, number), headers);
    return { ...turns(turn), delivery: { kind: 'split', at: 1 + random.int(turn.message.length - 1) } };
  },
  chunked(random, number, headers) {
    const asked = anyQuery(random, number);
    return turns({ message: postChunked(asked, headers), expected: { kind: 'data', asked } });
  },
  health: (_random, _number, headers) =>
    turns({
      message: httpMessage({ method: 'GET', path: '/health/ready', headers }),
      expected: { kind: 'health' },
    }),
};

/** By its hash alone; with the document when it is not known; by its hash again. */
function persisted({ query, ...rest }: Asked, headers: Header): Drawn {
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  const asked = { query, ...rest };
  const byHash = post({ ...rest, extensions }, headers);
  const onlyAfter = 'PERSISTED_QUERY_NOT_FOUND';
  return turns(
    { message: byHash, expected: { kind: 'data', asked, unlessRefused: onlyAfter } },
    { message: post({ ...asked, extensions }, headers), expected: { kind: 'data', asked }, onlyAfter },
  );
}

function faulty(asked: Asked, random: Random, number: number, headers: Header): Turn {
  const drawn = random.pick(FAULT_KINDS);
  const kind = RARE_FAULTS.has(drawn) && !random.chance(RARE_FAULT_CHANCE) ? 'truncated' : drawn;
  const fault: Fault = { kind, subgraph: random.pick(SUBGRAPH_NAMES) };
  return {
    message: post(asked, { ...headers, [FAULT_HEADER]: faultHeader(fault, number) }),
    expected: { kind: 'faulty', asked, fault },
  };
}

function drawAbort(random: Random, number: number, headers: Header): Drawn {
  const drawn = random.pick(ABORTS);
  const abort = drawn === 'stalledHead' && !random.chance(STALL_CHANCE) ? 'whileWaiting' : drawn;
  const mutates = random.chance(0.2);
  const delivery: Delivery = {
    kind: 'abort',
    abort,
    isReset: random.chance(0.5),
    afterMs: random.int(ABORT_AFTER_MS_MAX),
  };
  if (mutates) return { ...turns(answered(mutation(random, number), headers)), delivery, mutates };
  // Some of them while a subgraph makes the gateway wait.
  if (random.chance(0.3))
    return { ...turns(faulty(anyQuery(random, number), random, number, headers)), delivery };
  if (random.chance(0.2)) return { ...draw.deferred(random, number, headers), delivery };
  return { ...turns(answered(anyQuery(random, number), headers)), delivery };
}
