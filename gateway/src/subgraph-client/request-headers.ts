import type { IncomingHttpHeaders } from 'node:http';
import { REQUEST_ID_HEADER } from '@kontor/http/basics';
import { propagateHeaders, type HeaderRule } from './header-rules.js';
import { prepareHeaders, type PreparedHeaders } from './prepared-headers.js';

export interface AskingRequest {
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
}

/** The headers of one client's request for each subgraph. */
export type HeadersOf = (subgraph: string) => PreparedHeaders;

/** By rule, then those of the hook that authenticates, then the request's id; the later win. */
export type RequestHeaders = (
  request: AskingRequest,
  authenticated: Readonly<Record<string, string>>,
) => HeadersOf;

/**
 * Subgraphs that the same rules are for get the same headers, so these are worked out once for all of them: for all there
 * are, where no rule names a subgraph.
 */
export function createRequestHeaders(rules: readonly HeaderRule[]): RequestHeaders {
  const groupOf = createGroups(rules);
  return ({ headers, requestId }, authenticated) => {
    let first: { group: string; prepared: PreparedHeaders } | undefined;
    let others: Map<string, PreparedHeaders> | undefined;
    return (subgraph) => {
      const group = groupOf(subgraph);
      if (first?.group === group) return first.prepared;
      const known = others?.get(group);
      if (known) return known;
      const propagated = propagateHeaders(rules, headers, subgraph);
      const prepared = prepareHeaders({ ...propagated, ...authenticated, [REQUEST_ID_HEADER]: requestId });
      if (first) (others ??= new Map()).set(group, prepared);
      else first = { group, prepared };
      return prepared;
    };
  };
}

/** More subgraphs than supergraphs have; names of earlier supergraphs are let go with the rest. */
const SUBGRAPHS_MAX = 10_000;

/** Which of the rules that name subgraphs are for this one. */
function createGroups(rules: readonly HeaderRule[]): (subgraph: string) => string {
  const only = rules.flatMap(({ subgraphs }) => subgraphs ?? []);
  if (only.length === 0) return () => '';
  const groups = new Map<string, string>();
  return (subgraph) => {
    let group = groups.get(subgraph);
    if (group === undefined) {
      group = only.map((subgraphs) => (subgraphs.has(subgraph) ? '1' : '0')).join('');
      if (groups.size >= SUBGRAPHS_MAX) groups.clear();
      groups.set(subgraph, group);
    }
    return group;
  };
}
