import type { DescribedFetch, PlanDescription } from './describe-program.js';

export interface PlanEmphasis {
  readonly subgraph: (text: string) => string;
  readonly aside: (text: string) => string;
}

const PLAIN: PlanEmphasis = { subgraph: (text) => text, aside: (text) => text };

/**
 * A plan for people:
 *
 *   2 fetches, one after the other
 *
 *   1  products
 *          { products(first: 2) { … } }
 *   2  reviews
 *          for products.@
 *          after 1
 *          query ($representations: [_Any!]!) { … }
 */
export function printPlan({ fetches }: PlanDescription, emphasis: PlanEmphasis = PLAIN): string {
  if (fetches.length === 0) return 'Nothing is fetched: the gateway answers this itself.';
  return [summary(fetches), ...fetches.map((fetch) => printFetch(fetch, emphasis))].join('\n\n');
}

function summary(fetches: readonly DescribedFetch[]): string {
  const waves = Math.max(...fetches.map(({ wave }) => wave));
  const count = `${fetches.length} ${fetches.length === 1 ? 'fetch' : 'fetches'}`;
  if (fetches.length === 1) return count;
  if (waves === 1) return `${count}, all at the same time`;
  return waves === fetches.length ? `${count}, one after the other` : `${count} in ${waves} waves`;
}

function printFetch(fetch: DescribedFetch, { subgraph, aside }: PlanEmphasis): string {
  const { id, kind, paths, after, conditions, query } = fetch;
  const asides = [
    ...(paths.length > 0 ? [`for ${paths.join('\n    ')}`] : []),
    ...(after.length > 0 ? [`after ${after.join(', ')}`] : []),
    ...(conditions.length > 0 ? [`if ${conditions.join(' and ')}`] : []),
  ];
  const title = `${String(id).padStart(2)}  ${subgraph(fetch.subgraph)}${kind === 'mutation' ? ' (mutation)' : ''}`;
  return [title, ...asides.map((text) => aside(indent(text))), indent(query)].join('\n');
}

const indent = (text: string): string => text.replaceAll(/^/gm, '      ');
