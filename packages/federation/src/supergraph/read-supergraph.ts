import {
  GraphQLError,
  buildASTSchema,
  parse,
  validateSchema,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { countDocument } from '@kontor/operation';
import { ERROR_CODES, artifactHash } from '@kontor/protocol';
import { SUPERGRAPH_LIMITS } from '../limits.js';
import { FEDERATION_IDENTITY, JOIN_IDENTITY } from '../link/identities.js';
import type { CompositionHint, CompositionProblem, SchemaLocation } from '../problem.js';
import { positionOf, type PositionedNode } from '../schema/node-position.js';
import { viewSchema, type SchemaView } from '../schema/schema-view.js';
import { findUnservedIn } from '../unserved/find-unserved.js';
import { apiSchemaOf } from './api-schema.js';
import { readGraphs, referredGraphs, type SupergraphMember } from './supergraph-graphs.js';

export type SupergraphReading =
  | {
      readonly kind: 'readable';
      /** `artifactHash` of the text. */
      readonly hash: string;
      readonly document: DocumentNode;
      /** Sorted by name. */
      readonly subgraphs: readonly SupergraphMember[];
      /** The schema that clients see, without resolvers. */
      readonly apiSchema: GraphQLSchema;
      /** Worth a line in the gateway's log. */
      readonly hints: readonly CompositionHint[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly CompositionProblem[] };

/**
 * Checks that a text is a supergraph which this gateway can load and serves in full: within limits, valid, written by
 * composition, and using nothing that would go unenforced. Places are lines of the text itself, without a subgraph.
 */
export function readSupergraph(sdl: string): SupergraphReading {
  const parsed = parseSupergraph(sdl);
  if ('code' in parsed) return refuse([parsed]);
  const schema = viewSchema(parsed);
  const unserved = findUnservedIn([{ subgraph: null, schema }]);
  if (unserved.length > 0) return refuse(unserved);
  const invalid = joinProblem(schema);
  if (invalid) return refuse([invalid]);
  const whole = buildValid(() => buildASTSchema(parsed));
  if (whole.kind === 'refused') return whole;
  const visible = buildValid(() => apiSchemaOf(parsed), 'What clients would see is no valid schema: ');
  if (visible.kind === 'refused') return visible;
  const subgraphs = membersOf(schema);
  return {
    kind: 'readable',
    hash: artifactHash(sdl),
    document: parsed,
    subgraphs,
    apiSchema: visible.schema,
    hints: subgraphs.filter(({ url }) => !isHttpUrl(url)).map(urlHint),
  };
}

/**
 * What a supergraph uses that the gateway does not enforce or serve; empty when nothing, or when the text does not parse
 * ({@link readSupergraph} says the latter).
 */
export function findUnserved(supergraphSdl: string): readonly CompositionProblem[] {
  const parsed = parseSupergraph(supergraphSdl);
  return 'code' in parsed ? [] : findUnservedIn([{ subgraph: null, schema: viewSchema(parsed) }]);
}

function parseSupergraph(sdl: string): DocumentNode | CompositionProblem {
  const count = countDocument(sdl, SUPERGRAPH_LIMITS);
  if (count.kind === 'exceeded') return problem(count.message);
  try {
    return parse(sdl);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return problem(error.message, placeIn(error));
  }
}

/** Is it composition's work? */
function joinProblem(schema: SchemaView): CompositionProblem | undefined {
  const linked = (identity: string) => schema.links.features.some((feature) => feature.identity === identity);
  if (!linked(JOIN_IDENTITY))
    return problem(
      linked(FEDERATION_IDENTITY)
        ? 'It links the federation specification and not `join`: this is a subgraph schema.'
        : 'It does not link the `join` specification, which composition writes into every supergraph.',
    );
  const graphs = readGraphs(schema);
  if (graphs.length === 0) return problem('It has no enum `join__Graph` that lists the subgraphs.');
  const nameless = graphs.find(({ member }) => member === undefined);
  if (nameless) return problem(`Value ${nameless.value} of \`join__Graph\` has no \`@join__graph(name:)\`.`);
  const names = graphs.map(({ member }) => member?.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return problem(`It lists subgraph ${JSON.stringify(twice)} twice.`);
  const values = new Set(graphs.map(({ value }) => value));
  for (const { value, node } of referredGraphs(schema))
    if (!values.has(value))
      return problem(`It refers to ${value}, which \`join__Graph\` does not list.`, placeOf(node));
  return undefined;
}

/** A schema that keeps the rules of the specification, or the first that it breaks. */
function buildValid(
  build: () => GraphQLSchema,
  context = '',
): { kind: 'valid'; schema: GraphQLSchema } | Extract<SupergraphReading, { kind: 'refused' }> {
  try {
    const schema = build();
    const [error] = validateSchema(schema);
    return error ? refuse([problem(context + error.message, placeIn(error))]) : { kind: 'valid', schema };
  } catch (error) {
    // graphql-js throws what it finds while it builds, as text.
    return refuse([problem(context + (error instanceof Error ? error.message : String(error)))]);
  }
}

const membersOf = (schema: SchemaView): readonly SupergraphMember[] =>
  readGraphs(schema)
    .map(({ member }) => member)
    .filter((member) => member !== undefined)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

const urlHint = ({ name, url }: SupergraphMember): CompositionHint => ({
  code: 'SUBGRAPH_URL_UNUSABLE',
  message: `Subgraph ${name} has ${url === '' ? 'no URL' : `a URL that is not http or https (${url})`}: it cannot be reached unless the gateway is configured with another.`,
  locations: [],
});

const isHttpUrl = (url: string): boolean => ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '');

const placeIn = (error: GraphQLError): readonly SchemaLocation[] =>
  error.nodes?.[0] ? placeOf(error.nodes[0]) : placesAt(error.locations?.[0]);

const placeOf = (node: PositionedNode): readonly SchemaLocation[] => placesAt(positionOf(node));

const placesAt = (position: { line: number; column: number } | undefined): readonly SchemaLocation[] =>
  position
    ? [{ subgraph: null, line: position.line, column: position.column, coordinate: null, derived: false }]
    : [];

const problem = (message: string, locations: readonly SchemaLocation[] = []): CompositionProblem => ({
  code: 'SUPERGRAPH_INVALID',
  message,
  fix: ERROR_CODES.SUPERGRAPH_INVALID.fix,
  locations,
});

const refuse = (
  problems: readonly CompositionProblem[],
): Extract<SupergraphReading, { kind: 'refused' }> => ({
  kind: 'refused',
  problems,
});
