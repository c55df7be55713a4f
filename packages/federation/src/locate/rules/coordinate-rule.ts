import type { LocationRule } from '../derive-locations.js';
import { namedSubgraphs } from '../named-subgraphs.js';
import { placesOf } from '../place.js';

/** The first coordinate in a message points at its definitions in the subgraphs that the message names, else in all. */
export const coordinateRule: LocationRule = ({ message, coordinate }, subgraphs) => {
  const named = namedSubgraphs(message, subgraphs);
  const among = named.length > 0 ? named : subgraphs;
  const names = new Set(named.map(({ name }) => name));
  const candidates = [coordinate, ...quotedCoordinates(message), ...announcedCoordinates(message)];
  for (const candidate of candidates) {
    // A name in quotes may be that of a subgraph.
    if (candidate === null || names.has(candidate)) continue;
    const places = among.flatMap((subgraph) => placesOf(subgraph, candidate));
    if (places.length > 0) return places;
  }
  return [];
};

const COORDINATE = String.raw`@?[_A-Za-z]\w*(?:\.[_A-Za-z]\w*)?(?:\([_A-Za-z]\w*:\))?`;

/** `"Type"`, `"Type.field"`, `"Type.field(argument:)"`, `"@directive"`, `"@directive(argument:)"`. */
const quotedCoordinates = (message: string): string[] => matches(message, RegExp(`"(${COORDINATE})"`, 'g'));

/** Without quotes, behind the word for what it is: `Enum type Color must …`. */
const announcedCoordinates = (message: string): string[] =>
  matches(message, RegExp(`\\b(?:type|interface|field|argument|directive) (${COORDINATE})`, 'gi'));

const matches = (message: string, pattern: RegExp): string[] =>
  [...message.matchAll(pattern)].map(([, coordinate = '']) => coordinate);
