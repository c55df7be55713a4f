import {
  Kind,
  OperationTypeNode,
  print,
  stripIgnoredCharacters,
  visit,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import { broughtBy, broughtByParts, requiredBy } from './brought.js';
import { compileClaim, lazyClaim } from './compile-claim.js';
import { compileMerge } from './compile-merge.js';
import { compileRepresent } from './compile-represent.js';
import { compileTargets } from './compile-targets.js';
import { fetchGraphOf, partsOf, type EntityPart, type PlannedFetch } from './fetch-graph.js';
import { apartByRequirement, needsOf } from './entity-needs.js';
import type { EntityFacts } from './entity-facts.js';
import type { StandIns } from './planning-supergraph.js';
import type {
  Claim,
  EntityStep,
  EntityStepPart,
  FetchStep,
  Places,
  Program,
  RequestTemplate,
} from './program.js';
import type { PlanPath, QueryPlan, Rewrite } from './query-plan.js';
import { rewriteFetches } from './rewrite-fetches.js';
import type { FieldTypeOf, IsOfType } from './type-test.js';

export interface ProgramParts extends EntityFacts {
  readonly standIns: StandIns;
  readonly requiredStandIns: ReadonlyMap<string, ReadonlySet<string>>;
  readonly isOfType: IsOfType;
  readonly fieldTypeOf: FieldTypeOf;
  /** Routing URL by subgraph. */
  readonly urls: ReadonlyMap<string, string>;
}

/** Pure: plan in, program out. Throws on a plan of another shape than the planner's. */
export const compileProgram = (plan: QueryPlan, parts: ProgramParts): Program =>
  compileFetches(rewriteFetches(fetchGraphOf(plan.node, parts)), parts);

/** Of fetches in which each comes after those that it waits for. */
export function compileFetches(fetches: readonly PlannedFetch[], parts: ProgramParts): Program {
  const indexOf = new Map(fetches.map(({ id }, index) => [id, index]));
  /** What all others write, as seen from one fetch or from one part of one. */
  const claimOf: ClaimOf = (paths, own, ownPart) =>
    lazyClaim(() =>
      compileClaim(paths, [
        ...fetches.filter(({ id }) => id !== own.id).flatMap((other) => [...broughtBy(other).keys()]),
        ...broughtByParts(partsOf(own).filter((part) => part !== ownPart)),
      ]),
    );
  // What two entities share, a context above one of them would change for both.
  const isOwn = fetches.some(({ context }) => context.length > 0);
  const blocks = [...new Set(fetches.flatMap(({ block }) => block ?? []))];
  return {
    blocks,
    required: new Set(fetches.flatMap((fetch) => [...requiredBy(fetch)])),
    fetches: fetches.map((fetch) => ({
      ...compileContent(fetch, { ...parts, claimOf, isOwn }),
      conditions: fetch.conditions,
      context: fetch.context,
      waitsFor: fetch.after.size,
      block: fetch.block === undefined ? 0 : blocks.indexOf(fetch.block) + 1,
      awaitedBy: fetches.flatMap(({ id, after }) => (after.has(fetch.id) ? (indexOf.get(id) ?? []) : [])),
    })),
  };
}

interface CompileParts extends ProgramParts {
  readonly claimOf: ClaimOf;
  readonly isOwn: boolean;
}

type ClaimOf = (paths: readonly PlanPath[], own: PlannedFetch, ownPart?: EntityPart) => Claim;

function compileContent(fetch: PlannedFetch, parts: CompileParts): Pick<FetchStep, 'request' | 'content'> {
  const { content, operation } = fetch;
  if (content.kind === 'root')
    return {
      request: requestTemplate(fetch, operation, parts),
      content: {
        kind: 'root',
        ...placesAndMerge([content.path], operation.selectionSet, content.outputRewrites, parts),
        isOwn: parts.isOwn,
        claim: parts.claimOf([content.path], fetch),
        outputRewrites: content.outputRewrites,
      },
    };
  const entityParts = content.parts.map((part) => {
    const origins = part.fusedFrom.length > 0 ? part.fusedFrom : [part];
    const fusedFrom = origins.flatMap((origin) => apartByRequirement(origin, fetch.subgraph, parts));
    const [only, ...others] = fusedFrom;
    return others.length > 0 ? { ...part, fusedFrom } : (only ?? part);
  });
  const whole = compileEntities(fetch, entityParts, parts);
  const isFused = entityParts.some(({ fusedFrom }) => fusedFrom.length > 0);
  const apart = isFused
    ? compileEntities(
        fetch,
        entityParts.flatMap((part) => (part.fusedFrom.length > 0 ? part.fusedFrom : [part])),
        parts,
      )
    : undefined;
  return { request: whole.request, content: { kind: 'entities', parts: whole.parts, apart } };
}

function compileEntities(
  fetch: PlannedFetch,
  entityParts: readonly EntityPart[],
  parts: CompileParts,
): NonNullable<EntityStep['apart']> {
  const { operation } = fetch;
  const clients = (operation.variableDefinitions ?? []).filter(
    ({ variable }) => variable.name.value !== REPRESENTATIONS,
  );
  const taken = new Set(clients.map(({ variable }) => variable.name.value));
  const only = entityParts.length === 1;
  const asked = entityParts.map((part, index) => {
    const responseName = only ? ENTITIES : `_e${index}`;
    const variable = freeName(only ? REPRESENTATIONS : `r${index}`, taken);
    return { part, responseName, variable };
  });
  const joined: OperationDefinitionNode = {
    ...operation,
    operation: OperationTypeNode.QUERY,
    variableDefinitions: [...asked.map(({ variable }) => representationsVariable(variable)), ...clients],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: asked.map(({ part, responseName, variable }) =>
        entitiesField(responseName, variable, part.selectionSet),
      ),
    },
  };
  return {
    request: requestTemplate(fetch, joined, parts),
    parts: asked.map(({ part, responseName, variable }): EntityStepPart => {
      const represent = (one: EntityPart) =>
        compileRepresent({
          requires: one.requires,
          rewrites: one.inputRewrites,
          standIns: parts.standIns,
          isOfType: parts.isOfType,
          fieldTypeOf: parts.fieldTypeOf,
          needsOf: (type) => needsOf(type, one.selectionSet, fetch.subgraph, parts),
        });
      return {
        responseName,
        variableStart: `${JSON.stringify(variable)}:`,
        ...placesAndMerge(part.paths, part.selectionSet, part.outputRewrites, parts),
        represent: represent(part),
        representSome: part.fusedFrom.map(represent),
        isOwn: parts.isOwn,
        claim: parts.claimOf(part.paths, fetch, part),
        outputRewrites: part.outputRewrites,
      };
    }),
  };
}

const ENTITIES = '_entities';
const REPRESENTATIONS = 'representations';

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  while (taken.has(name)) name = `${name}_`;
  taken.add(name);
  return name;
}

const name = (value: string) => ({ kind: Kind.NAME as const, value });

const representationsVariable = (variable: string): VariableDefinitionNode => ({
  kind: Kind.VARIABLE_DEFINITION,
  variable: { kind: Kind.VARIABLE, name: name(variable) },
  type: {
    kind: Kind.NON_NULL_TYPE,
    type: {
      kind: Kind.LIST_TYPE,
      type: { kind: Kind.NON_NULL_TYPE, type: { kind: Kind.NAMED_TYPE, name: name('_Any') } },
    },
  },
});

const entitiesField = (
  responseName: string,
  variable: string,
  selectionSet: SelectionSetNode,
): FieldNode => ({
  kind: Kind.FIELD,
  name: name(ENTITIES),
  ...(responseName === ENTITIES ? {} : { alias: name(responseName) }),
  arguments: [
    {
      kind: Kind.ARGUMENT,
      name: name('representations'),
      value: { kind: Kind.VARIABLE, name: name(variable) },
    },
  ],
  selectionSet,
});

function requestTemplate(
  fetch: PlannedFetch,
  whole: OperationDefinitionNode,
  { urls }: ProgramParts,
): RequestTemplate {
  const used = variablesIn(whole);
  const operation = {
    ...whole,
    variableDefinitions: (whole.variableDefinitions ?? []).filter(({ variable }) =>
      used.has(variable.name.value),
    ),
  };
  const query = stripIgnoredCharacters(print(operation));
  const operationName = operation.name?.value;
  return {
    subgraph: fetch.subgraph,
    url: urls.get(fetch.subgraph) ?? '',
    operationKind: fetch.kind,
    query,
    operationName,
    variables: fetch.variables
      .filter((variable) => used.has(variable))
      .map((variable) => ({
        name: variable,
        start: `${JSON.stringify(variable)}:`,
      })),
    bodyStart:
      `{"query":${JSON.stringify(query)}` +
      (operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`) +
      ',"variables":{',
  };
}

/** Fetches that were split have variables that only the other part uses. */
function variablesIn({ selectionSet }: OperationDefinitionNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(selectionSet, { Variable: ({ name: { value } }) => void used.add(value) });
  return used;
}

function placesAndMerge(
  paths: readonly PlanPath[],
  selectionSet: SelectionSetNode,
  outputRewrites: readonly Rewrite[],
  { interfaceObjects }: ProgramParts,
): { places: Places; merge: ReturnType<typeof compileMerge> } {
  const names = [...new Set([...namesOf(selectionSet), ...renamed(outputRewrites)])];
  return {
    places: { paths, names, collect: compileTargets(paths) },
    merge: compileMerge(names, interfaceObjects),
  };
}

function namesOf({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        return [(selection.alias ?? selection.name).value];
      case Kind.INLINE_FRAGMENT:
        return namesOf(selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        throw new Error('a fragment spread in a fetch');
    }
  });
}

/** A rename of a field of the entity itself; deeper ones stay inside what is named already. */
const renamed = (rewrites: readonly Rewrite[]): string[] =>
  rewrites.flatMap((rewrite) => (rewrite.kind === 'KeyRenamer' ? [rewrite.renameKeyTo] : []));
