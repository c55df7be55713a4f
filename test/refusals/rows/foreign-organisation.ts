import { readFileSync } from 'node:fs';
import { compose } from '@kontor/federation/compose';
import { ACTOR_HEADER, signActor } from '@kontor/protocol';
import { buildSchema, getNamedType, isCompositeType, isInputObjectType, isNonNullType, Kind, parse, type DocumentNode, type GraphQLField, type GraphQLInputType, type GraphQLNamedType, type GraphQLSchema, type TypeNode } from 'graphql';
import { HIDDEN, type Outcome, type Row } from '../row.js';
import { askRaw, graphqlRequest } from '../send/http.js';
import { GRAPH, PUBLIC_URL, type Acme } from '../world/platform.js';
import { CATALOG_SDL } from '../world/schemas.ts';
import type { World } from '../world/world.js';

/**
 * A key of one organisation on what belongs to another: every field of the platform's Query and Mutation, and every key
 * of every entity, made from the schemas. A field, an argument or an entity that is new and not known here fails the suite.
 */

/** What the rival asks for, by coordinate: always acme's. `undefined`: left out, because it names nothing of anybody's. */
const VALUES: Readonly<Record<string, (acme: Acme) => unknown>> = {
  'Query.organisation.slug': (acme) => acme.organisationSlug,
  'Query.graph.name': () => GRAPH,
  'Query.variant.ref': () => GRAPH,
  'Query.launch.id': (acme) => acme.launchId,
  'CreateOrganisationInput.slug': (acme) => acme.organisationSlug,
  'CreateOrganisationInput.name': () => 'Acme',
  'AddMemberInput.organisationId': (acme) => acme.organisationId,
  'AddMemberInput.name': () => 'Mallory',
  'AddMemberInput.email': () => 'mallory@rival.example',
  'AddMemberInput.role': () => 'OWNER',
  'ChangeMemberRoleInput.memberId': (acme) => acme.memberId,
  'ChangeMemberRoleInput.role': () => 'VIEWER',
  'RemoveMemberInput.memberId': (acme) => acme.memberId,
  'CreateApiKeyInput.organisationId': (acme) => acme.organisationId,
  'CreateApiKeyInput.name': () => 'mine',
  'CreateApiKeyInput.memberId': (acme) => acme.memberId,
  'CreateApiKeyInput.role': () => 'OWNER',
  'CreateApiKeyInput.graphs': () => [GRAPH],
  'RevokeApiKeyInput.id': (acme) => acme.apiKeyId,
  'CreateGraphInput.ref': () => `${GRAPH}@mine`,
  'CreateGraphInput.organisationId': (acme) => acme.organisationId,
  'PublishSubgraphInput.ref': () => GRAPH,
  'PublishSubgraphInput.name': () => 'catalog',
  'PublishSubgraphInput.sdl': () => CATALOG_SDL.replace('healthy', 'hostile'),
  'PublishSubgraphInput.routingUrl': () => PUBLIC_URL,
  'PublishSubgraphInput.ifActiveVersion': (acme) => acme.versionId,
  'CheckSubgraphInput.ref': () => GRAPH,
  'CheckSubgraphInput.name': () => 'catalog',
  'CheckSubgraphInput.sdl': () => CATALOG_SDL.replace('healthy', 'hostile'),
  'CheckSubgraphInput.routingUrl': () => PUBLIC_URL,
  'DeleteSubgraphInput.ref': () => GRAPH,
  'DeleteSubgraphInput.name': () => 'catalog',
};

/** Arguments and input fields that name nothing of anybody's: pages, dry runs, notes. */
const NAMELESS = new Set(['first', 'after', 'dryRun', 'gitContext', 'permissions', 'expiresAt']);

/** Entities by their keys, as acme's. */
const KEYS: Readonly<Record<string, (acme: Acme) => unknown>> = {
  'Organisation.id': (acme) => acme.organisationId,
  'Actor.id': (acme) => acme.actorId,
  'Member.id': (acme) => acme.memberId,
  'ApiKey.id': (acme) => acme.apiKeyId,
  'Graph.id': (acme) => acme.graphId,
  'Graph.name': () => GRAPH,
  'Variant.id': (acme) => acme.variantId,
  'Variant.ref': () => `${GRAPH}@current`,
  'SubgraphVersion.id': (acme) => acme.versionId,
  'Launch.id': (acme) => acme.launchId,
};

/** Fields that give each caller its own, whoever asks: they may answer, with nothing of acme's. */
const OWN = new Set(['Query.whoAmI', 'Query.organisations', 'Query.graphs']);

const SUBGRAPHS = ['identity', 'registry'] as const;
const sdlOf = (name: string) => readFileSync(new URL(`../../../subgraphs/platform/${name}/schema.graphql`, import.meta.url), 'utf8');
const SDLS = new Map(SUBGRAPHS.map((name) => [name, sdlOf(name)]));

function platformSchema(): GraphQLSchema {
  const composition = compose([...SDLS].map(([name, sdl]) => ({ name, sdl, url: 'http://platform.example' })));
  if (composition.kind === 'refused') throw new Error('the platform’s own schemas do not compose');
  return buildSchema(composition.apiSdl);
}

const schema = platformSchema();

/** An argument's value, field by field; throws for one that this file does not know. */
function valueFor(coordinate: string, name: string, type: GraphQLInputType, acme: Acme): unknown {
  const known = VALUES[coordinate];
  if (known) return known(acme);
  if (NAMELESS.has(name)) return undefined;
  const named = getNamedType(type);
  if (!isInputObjectType(named)) throw new Error(`${coordinate} is new: say in ${import.meta.filename} what of acme's it can name`);
  return Object.fromEntries(Object.values(named.getFields()).map((field) => [field.name, valueFor(`${named.name}.${field.name}`, field.name, field.type, acme)]));
}

const SELECTION_DEPTH = 3;

/** Everything that can be read of a type without further arguments, a few levels deep. */
function selectionOf(type: GraphQLNamedType, depth = SELECTION_DEPTH): string {
  if (!isCompositeType(type) || !('getFields' in type)) return '';
  const fields = Object.values(type.getFields())
    .filter(({ args }) => args.every((argument) => !isNonNullType(argument.type)))
    .flatMap((field) => {
      const of = getNamedType(field.type);
      if (!isCompositeType(of)) return [field.name];
      return depth > 0 ? [`${field.name} ${selectionOf(of, depth - 1)}`] : [];
    });
  return `{ __typename ${fields.join(' ')} }`;
}

function requestFor(operation: 'query' | 'mutation', parent: string, field: GraphQLField<unknown, unknown>, acme: Acme) {
  const values = field.args.map((argument) => ({ argument, value: valueFor(`${parent}.${field.name}.${argument.name}`, argument.name, argument.type, acme) })).filter(({ value }) => value !== undefined);
  const list = (of: (name: string, type: string) => string) => (values.length === 0 ? '' : `(${values.map(({ argument }) => of(argument.name, String(argument.type))).join(', ')})`);
  const query = `${operation} ${list((name, type) => `$${name}: ${type}`)} { ${field.name}${list((name) => `${name}: $${name}`)} ${selectionOf(getNamedType(field.type))} }`;
  return { query, variables: Object.fromEntries(values.map(({ argument, value }) => [argument.name, value])) };
}

/** The outcome, with what must not be in it: all of acme's that the rival did not name itself. */
async function tried(world: World, port: number, request: { query: string; variables: unknown }, more: { path?: string; headers: Record<string, string> }): Promise<Outcome> {
  const sent = JSON.stringify(request);
  const { status, body } = await askRaw(port, graphqlRequest(request.query, { variables: request.variables, ...more }));
  // An actor's id and name stand beside what it did, for all to see: it created the rival.
  const { actorId: _, ...acme } = world.platform.acme;
  const secrets = [...Object.values(acme), world.platform.keys.owner, 'filter: Filter'];
  return { kind: 'foreign', status, body, secrets: secrets.filter((secret) => !sent.includes(secret) && secret.length > 8) };
}

const fieldRows = (['query', 'mutation'] as const).flatMap((operation): Row[] => {
  const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (!root) throw new Error(`the platform has no ${operation}`);
  return Object.values(root.getFields()).map((field) => ({
    name: `a key of another organisation at ${root.name}.${field.name}`,
    surface: 'platform',
    expected: { ...HIDDEN, mayAnswer: OWN.has(`${root.name}.${field.name}`) },
    act: (world) => tried(world, world.port('platform'), requestFor(operation, root.name, field, world.platform.acme), { headers: { authorization: `Bearer ${world.platform.keys.rival}` } }),
  }));
});

/** `Type.key` of every entity that a subgraph resolves. */
function entityKeys(document: DocumentNode): string[] {
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const keys = (definition.directives ?? []).filter(({ name }) => name.value === 'key').map(({ arguments: given = [] }) => Object.fromEntries(given.map(({ name, value }) => [name.value, 'value' in value ? value.value : undefined])));
    return keys.filter(({ resolvable }) => resolvable !== false).map(({ fields }) => `${definition.name.value}.${String(fields)}`);
  });
}

/** Entities that may be read by whoever knows their id: an actor's name stands beside what it did, for all to see. */
const PUBLIC_ENTITIES = new Set(['Actor.id']);

const entityRows = SUBGRAPHS.flatMap((subgraph): Row[] =>
  entityKeys(parse(SDLS.get(subgraph) ?? '')).map((coordinate) => {
    const [type = '', key = ''] = coordinate.split('.');
    const of = KEYS[coordinate];
    if (!of) throw new Error(`the entity key ${coordinate} is new: say in ${import.meta.filename} what acme's is`);
    return {
      name: `an actor of another organisation at the entity ${coordinate} of ${subgraph}`,
      surface: 'platform',
      expected: { ...HIDDEN, mayAnswer: PUBLIC_ENTITIES.has(coordinate) },
      act(world) {
        const { rival, signingKey, acme } = world.platform;
        const request = { query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} ${ownSelection(subgraph, type)} } }`, variables: { r: [{ __typename: type, [key]: of(acme) }] } };
        return tried(world, world.port('platform'), request, { path: `/subgraphs/${subgraph}`, headers: { [ACTOR_HEADER]: signActor(rival, signingKey) } });
      },
    };
  }),
);

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

/** Plain fields that a subgraph itself has of a type. */
function ownSelection(subgraph: (typeof SUBGRAPHS)[number], type: string): string {
  const names = parse(SDLS.get(subgraph) ?? '').definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || definition.name.value !== type) return [];
    return (definition.fields ?? []).filter((field) => (field.arguments ?? []).length === 0 && !isCompositeType(schema.getType(namedTypeOf(field.type)))).map(({ name }) => name.value);
  });
  return `{ __typename ${names.join(' ')} }`;
}

export const foreignOrganisationRows: readonly Row[] = [...fieldRows, ...entityRows];
