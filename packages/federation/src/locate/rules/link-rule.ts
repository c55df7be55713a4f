import { argument, text } from '../../link/links.js';
import { parseFeatureUrl } from '../../link/feature-url.js';
import type { LocationRule } from '../derive-locations.js';
import { namedSubgraphs } from '../named-subgraphs.js';
import { placeOf } from '../place.js';

/** A message that quotes the URL of a feature points at the `@link`s with that URL in the subgraphs it names. */
export const linkRule: LocationRule = ({ message }, subgraphs) => {
  const urls = [...message.matchAll(/\b\w+:\/\/[^\s'"()]+/g)].map(([url]) => url);
  if (urls.length === 0) return [];
  return namedSubgraphs(message, subgraphs).flatMap((subgraph) =>
    subgraph.index.schemaNodes
      .flatMap(({ directives = [] }) => directives)
      .filter((directive) => {
        const url = text(argument(directive, 'url'));
        return url !== undefined && urls.some((quoted) => isSameFeature(url, quoted));
      })
      .flatMap((directive) => placeOf(subgraph, directive)),
  );
};

/** Subgraphs may link different versions of one feature, and the composer quotes one of them. */
function isSameFeature(url: string, quoted: string): boolean {
  const identity = parseFeatureUrl(url)?.identity;
  return identity === undefined
    ? URL.parse(url)?.href === URL.parse(quoted)?.href
    : identity === parseFeatureUrl(quoted)?.identity;
}
