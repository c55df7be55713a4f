import { ERROR_CODES, findErrorCode, type ErrorCode } from '@kontor/protocol';
import type { Reason } from '../failure.js';
import type { CompositionProblem } from '../platform-client/problems.js';
import type { SchemaSource } from '../schema/schema-source.js';
import { isSameOffer, type OfferedSubgraph, type SourceFacts } from './facts.js';

/** What to compose, and what there is to say about it. Pure: facts in, decision out. */
export interface Choice {
  /** Sorted by name. */
  readonly taken: readonly TakenSubgraph[];
  /** Sources that are not taken as they are now. */
  readonly troubles: readonly Trouble[];
  /** Why nothing can be composed at all: an own schema that is not there, a routing URL that nobody gave. */
  readonly problems: readonly CompositionProblem[];
}

export interface TakenSubgraph {
  readonly name: string;
  readonly url: string;
  readonly schema: SchemaSource;
  /** The source it comes from. */
  readonly from: string;
}

export type Trouble =
  /** What it said earlier is used. */
  | { readonly kind: 'stale'; readonly source: string; readonly since: Date; readonly reason: Reason }
  /** It has never given anything usable: the rest goes without it. */
  | { readonly kind: 'missing'; readonly source: string; readonly reason: Reason };

/** Why a source's newest schemas are not to be used, by source. */
export type Distrust = ReadonlyMap<string, Reason>;

/**
 * Own schemas as they are; of everybody else the newest, or what was good before, or nothing. A subgraph of the deployed
 * graph gives way to an own one or a peer of its name, and lends it its routing URL where that has none.
 */
export function choose(sources: readonly SourceFacts[], distrust: Distrust = new Map()): Choice {
  const verdicts = sources.map((source) => ({ source, verdict: judge(source, distrust) }));
  const deployed = verdicts.filter(({ source }) => source.kind === 'graph');
  const named = verdicts.filter(({ source }) => source.kind !== 'graph');
  const offers = new Map<string, { offer: OfferedSubgraph; from: string }>();
  for (const { source, verdict } of [...deployed, ...named])
    for (const offer of verdict.subgraphs)
      offers.set(offer.name, {
        offer: { ...offer, routingUrl: offer.routingUrl ?? offers.get(offer.name)?.offer.routingUrl },
        from: source.name,
      });
  const all = [...offers.values()].toSorted((a, b) => (a.offer.name < b.offer.name ? -1 : 1));
  const unreadable = verdicts.flatMap(({ source, verdict }) =>
    source.kind === 'own' && verdict.trouble ? [problemOf(source.name, verdict.trouble.reason)] : [],
  );
  const unrouted = all.filter(({ offer }) => offer.routingUrl === undefined).map(({ offer }) => noUrl(offer));
  const problems = [...unreadable, ...unrouted];
  return {
    taken: all.map(({ offer: { name, source: schema, routingUrl: url = '' }, from }) => ({
      name,
      url,
      schema,
      from,
    })),
    troubles: named
      .concat(deployed)
      .flatMap(({ source, verdict }) => (source.kind !== 'own' && verdict.trouble ? [verdict.trouble] : [])),
    problems: problems.length === 0 && all.length === 0 ? [nothingYet()] : problems,
  };
}

interface Verdict {
  readonly subgraphs: readonly OfferedSubgraph[];
  readonly trouble: Trouble | undefined;
}

function judge({ name, newest, good }: SourceFacts, distrust: Distrust): Verdict {
  const reason = distrust.get(name) ?? (newest.kind === 'absent' ? newest.reason : undefined);
  if (newest.kind === 'seen' && reason === undefined)
    return { subgraphs: newest.subgraphs, trouble: undefined };
  if (reason === undefined) throw new Error(`${name} is neither seen nor absent`);
  return good === undefined
    ? { subgraphs: [], trouble: { kind: 'missing', source: name, reason } }
    : { subgraphs: good.subgraphs, trouble: { kind: 'stale', source: name, since: good.at, reason } };
}

/**
 * After a refusal: whose newest schemas to do without in the next attempt; undefined when the developer is to look at
 * the problems. One who said something else that was good is suspected whatever is wrong. One who never said anything
 * good only if every place that is named is in such schemas: to leave it out must not hide a mistake of one's own.
 */
export function suspect(
  sources: readonly SourceFacts[],
  choice: Choice,
  problems: readonly CompositionProblem[],
  distrust: Distrust,
): Distrust | undefined {
  const blamed = new Set(
    problems.flatMap(({ locations }) => locations.flatMap(({ subgraph }) => subgraph ?? [])),
  );
  const ownersOf = (source: string) => choice.taken.filter(({ from }) => from === source);
  const candidates = sources.filter(
    ({ name, kind, newest }) => kind !== 'own' && newest.kind === 'seen' && !distrust.has(name),
  );
  const changed = candidates.filter(
    ({ newest, good }) =>
      good !== undefined && newest.kind === 'seen' && !isSameOffer(newest.subgraphs, good.subgraphs),
  );
  const named = changed.filter(({ name }) => ownersOf(name).some((taken) => blamed.has(taken.name)));
  if (changed.length > 0) return grown(distrust, named.length > 0 ? named : changed, problems);

  const unknown = candidates.filter(({ good }) => good === undefined);
  const theirs = new Set(unknown.flatMap(({ name }) => ownersOf(name).map((taken) => taken.name)));
  if (blamed.size === 0 || ![...blamed].every((name) => theirs.has(name))) return undefined;
  return grown(
    distrust,
    unknown.filter(({ name }) => ownersOf(name).some((taken) => blamed.has(taken.name))),
    problems,
  );
}

const grown = (
  distrust: Distrust,
  more: readonly SourceFacts[],
  [first]: readonly CompositionProblem[],
): Distrust =>
  new Map([
    ...distrust,
    ...more.map(({ name }): [string, Reason] => [
      name,
      {
        code: first?.code ?? 'COMPOSITION_REFUSED',
        message: `what it says now does not compose with the rest: ${first?.message ?? 'no reason was given'}`,
        fix: first?.fix ?? ERROR_CODES.COMPOSITION_REFUSED.fix,
      },
    ]),
  ]);

/**
 * What makes a start pointless, rather than something to wait for: a schema file that is not there, a graph or a key that
 * the platform refuses.
 */
export function mistakeAtStart(
  sources: readonly SourceFacts[],
): { kind: 'own' | 'graph'; reason: Reason } | undefined {
  for (const { kind, newest } of sources)
    if (newest.kind === 'absent' && (kind === 'own' || (kind === 'graph' && isRefusal(newest.reason.code))))
      return { kind, reason: newest.reason };
  return undefined;
}

/** Did somebody answer, and the answer is no? */
const isRefusal = (code: string): boolean => {
  const status = findErrorCode(code)?.httpStatus ?? 0;
  return status >= 400 && status < 500;
};

export type TroubleNews =
  | { readonly kind: 'trouble'; readonly trouble: Trouble }
  | { readonly kind: 'over'; readonly source: string };

/** What is new since the last time: who fell sick (or for another reason), and who is well again. */
export function troubleNews(before: readonly Trouble[], after: readonly Trouble[]): TroubleNews[] {
  const was = new Map(before.map((trouble) => [trouble.source, trouble]));
  const is = new Set(after.map(({ source }) => source));
  return [
    ...after
      .filter((trouble) => {
        const earlier = was.get(trouble.source);
        return earlier?.kind !== trouble.kind || earlier.reason.code !== trouble.reason.code;
      })
      .map((trouble): TroubleNews => ({ kind: 'trouble', trouble })),
    ...before
      .filter(({ source }) => !is.has(source))
      .map(({ source }): TroubleNews => ({ kind: 'over', source })),
  ];
}

const problemOf = (subgraph: string, { code, message, fix }: Reason): CompositionProblem => ({
  code,
  message,
  fix,
  locations: [{ subgraph, line: null, column: null, coordinate: null, derived: false }],
});

const noUrl = ({ name }: OfferedSubgraph): CompositionProblem =>
  problemOf(name, {
    code: 'ROUTING_URL_REQUIRED' satisfies ErrorCode,
    message: `It is not known where the subgraph "${name}" answers.`,
    fix: 'Name its address with --routing-url, or as routing_url in the file.',
  });

const nothingYet = (): CompositionProblem => ({
  code: 'SUPERGRAPH_EMPTY' satisfies ErrorCode,
  message: 'There is no schema yet: nobody who was asked has given one, now or in an earlier run.',
  fix: 'See that the subgraphs named run, or name a schema file. They are asked again and again.',
  locations: [],
});
