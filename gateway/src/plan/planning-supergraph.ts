import {
  Kind,
  parse,
  print,
  visit,
  type ArgumentNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { namedTypeOf } from './named-type-of.js';

/**
 * The supergraph as the planner gets to see it. It plans `@requires` under response names of its own making, which
 * collide with the client's and with each other when arguments differ, and takes the first key that it finds:
 *
 *   1. Each field that some `@requires` names *with arguments* gets a stand-in without arguments, one per set of arguments
 *      (none is a set, too):
 *
 *        comments(limit: Int): [Comment]     ->  + comments__required_1: [Comment]
 *        requires: "comments(limit: 3) { id }" -> requires: "comments__required_1 { id }"
 *
 *      so that what a subgraph requires is fetched beside what the client asked for. Fetches are turned back into the
 *      real field under that alias, representations into the real name (see `stand-ins.ts`).
 *   2. Keys that cannot be resolved come last.
 */
export interface PlanningSupergraph {
  readonly sdl: string;
  readonly standIns: StandIns;
  /** By `Type.field`: the stand-ins that resolving the field takes, in whatever subgraph. */
  readonly requiredStandIns: ReadonlyMap<string, ReadonlySet<string>>;
}

/** By the name of the stand-in. */
export type StandIns = ReadonlyMap<string, StandIn>;

export interface StandIn {
  readonly field: string;
  readonly arguments: readonly ArgumentNode[];
}

type FieldsType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

export function planningSupergraph(sdl: string): PlanningSupergraph {
  const document = parse(sdl, { noLocation: true });
  const types = new Map(document.definitions.filter(hasFields).map((type) => [type.name.value, type]));
  const standIns = new Map<string, StandIn>();
  /** By `Type.field(arguments)`. */
  const names = new Map<string, string>();
  /** New fields by type. */
  const added = new Map<string, FieldDefinitionNode[]>();
  const requiredStandIns = new Map<string, Set<string>>();
  const withArguments = requiredWithArguments(document);

  function standInFor(type: FieldsType, field: FieldNode): string | undefined {
    const definition = fieldOf(type, field.name.value);
    if (!definition) return undefined;
    const key = `${type.name.value}.${print({ kind: Kind.FIELD, name: field.name, arguments: field.arguments ?? [] })}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `${field.name.value}${STAND_IN}${standIns.size + 1}`;
    names.set(key, name);
    standIns.set(name, { field: field.name.value, arguments: field.arguments ?? [] });
    // An interface's field exists on whatever implements it, too.
    for (const owner of implementersOf(type, types)) {
      const original = fieldOf(owner, field.name.value);
      if (!original) continue;
      const copy = { ...original, name: { kind: Kind.NAME as const, value: name }, arguments: [] };
      added.set(owner.name.value, [...(added.get(owner.name.value) ?? []), copy]);
    }
    return name;
  }

  function replaceIn(
    set: SelectionSetNode,
    type: FieldsType | undefined,
    used: Set<string>,
  ): SelectionSetNode {
    const selections = set.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition ? types.get(selection.typeCondition.name.value) : type;
        return { ...selection, selectionSet: replaceIn(selection.selectionSet, on, used) };
      }
      const definition = type && fieldOf(type, selection.name.value);
      const inner = selection.selectionSet && {
        selectionSet: replaceIn(
          selection.selectionSet,
          definition && types.get(namedTypeOf(definition.type)),
          used,
        ),
      };
      const name = type && withArguments.has(selection.name.value) ? standInFor(type, selection) : undefined;
      if (name === undefined) return { ...selection, ...inner };
      used.add(name);
      return { ...selection, ...inner, name: { kind: Kind.NAME as const, value: name }, arguments: [] };
    });
    return { ...set, selections };
  }

  function rewriteField(type: FieldsType, field: FieldDefinitionNode): FieldDefinitionNode {
    const directives = field.directives?.map((directive) => {
      const requires = stringArgument(directive, JOIN_FIELD, 'requires');
      if (requires === undefined) return directive;
      const set = parseFieldSet(requires);
      const used = new Set<string>();
      const text = printFieldSet(replaceIn(set, type, used));
      if (used.size === 0) return directive;
      requiredStandIns.set(`${type.name.value}.${field.name.value}`, used);
      return withStringArgument(directive, 'requires', text);
    });
    return directives ? { ...field, directives } : field;
  }

  const rewritten = new Map<string, FieldsType>();
  for (const [name, type] of types)
    rewritten.set(name, {
      ...type,
      directives: resolvableKeysFirst(type.directives ?? []),
      fields: (type.fields ?? []).map((field) => rewriteField(type, field)),
    });
  const replaced = new Set([...standIns.values()].map(({ field }) => field));
  const isUnused = replaced.size > 0 ? createUnused([...rewritten.values()], replaced) : () => false;
  const definitions = document.definitions.map((definition) => {
    if (!hasFields(definition)) return definition;
    const type = rewritten.get(definition.name.value) ?? definition;
    const fields = (type.fields ?? []).map((field) => ({
      ...field,
      directives: (field.directives ?? []).filter((directive) => !isUnused(type, field, directive)),
    }));
    return { ...type, fields: [...fields, ...(added.get(definition.name.value) ?? [])] };
  });
  return {
    sdl: print({ ...document, definitions } as DocumentNode),
    standIns,
    requiredStandIns,
  };
}

/** Names of fields that some requirement gives arguments to. */
function requiredWithArguments(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const requires = stringArgument(directive as ConstDirectiveNode, JOIN_FIELD, 'requires');
      if (requires === undefined) return;
      visit(parseFieldSet(requires), {
        Field({ name, arguments: given = [] }) {
          if (given.length > 0) names.add(name.value);
        },
      });
    },
  });
  return names;
}

const STAND_IN = '__required_';
const JOIN_FIELD = 'join__field';
const JOIN_TYPE = 'join__type';

const hasFields = (definition: DefinitionNode): definition is FieldsType =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;

const fieldOf = (type: FieldsType, name: string): FieldDefinitionNode | undefined =>
  type.fields?.find((field) => field.name.value === name);

function implementersOf(type: FieldsType, types: ReadonlyMap<string, FieldsType>): FieldsType[] {
  if (type.kind === Kind.OBJECT_TYPE_DEFINITION) return [type];
  const implementing = [...types.values()].filter((other) =>
    other.interfaces?.some(({ name }) => name.value === type.name.value),
  );
  return [type, ...implementing];
}

/** The planner returns to a subgraph by the first key that it finds there, whether or not it can be resolved. */
function resolvableKeysFirst(directives: readonly ConstDirectiveNode[]): ConstDirectiveNode[] {
  const isUnresolvable = (directive: ConstDirectiveNode): boolean =>
    directive.name.value === JOIN_TYPE &&
    (directive.arguments ?? []).some(
      ({ name, value }) =>
        name.value === 'resolvable' && value.kind === Kind.BOOLEAN && value.value === false,
    );
  return [...directives.filter((d) => !isUnresolvable(d)), ...directives.filter(isUnresolvable)];
}

function stringArgument(directive: ConstDirectiveNode, on: string, name: string): string | undefined {
  if (directive.name.value !== on) return undefined;
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

const withStringArgument = (
  directive: ConstDirectiveNode,
  name: string,
  text: string,
): ConstDirectiveNode => ({
  ...directive,
  arguments: (directive.arguments ?? []).map((argument) =>
    argument.name.value === name ? { ...argument, value: { kind: Kind.STRING, value: text } } : argument,
  ),
});

/**
 * An `@external` field that nothing names any more is an error to whoever reads the subgraph: it was there for a
 * `@requires` that names its stand-in now.
 */
function createUnused(
  types: readonly FieldsType[],
  replaced: ReadonlySet<string>,
): (type: FieldsType, field: FieldDefinitionNode, directive: ConstDirectiveNode) => boolean {
  const named = new Map<string, string[]>();
  for (const type of types)
    for (const directive of [type, ...(type.fields ?? [])].flatMap(({ directives = [] }) => directives)) {
      const graph = enumArgument(directive, 'graph');
      if (graph === undefined) continue;
      const sets = ['key', 'requires', 'provides'].flatMap((name) => {
        const [onField, onType] = [JOIN_FIELD, JOIN_TYPE].map((on) => stringArgument(directive, on, name));
        return onField ?? onType ?? [];
      });
      named.set(graph, [...(named.get(graph) ?? []), ...sets]);
    }
  const isNamed = (graph: string, field: string): boolean =>
    (named.get(graph) ?? []).some((set) => set.match(/[_A-Za-z][_0-9A-Za-z]*/g)?.includes(field));
  const isForInterface = (graph: string, type: FieldsType, field: string): boolean =>
    (type.directives ?? []).some(
      (directive) =>
        directive.name.value === 'join__implements' &&
        enumArgument(directive, 'graph') === graph &&
        types.some(
          ({ name, fields = [] }) =>
            name.value === stringArgument(directive, 'join__implements', 'interface') &&
            fields.some((one) => one.name.value === field),
        ),
    );
  return (type, field, directive) => {
    const graph = enumArgument(directive, 'graph');
    return (
      directive.name.value === JOIN_FIELD &&
      graph !== undefined &&
      replaced.has(field.name.value) &&
      isExternal(directive) &&
      !isNamed(graph, field.name.value) &&
      !isForInterface(graph, type, field.name.value)
    );
  };
}

const isExternal = (directive: ConstDirectiveNode): boolean =>
  (directive.arguments ?? []).some(
    ({ name, value }) => name.value === 'external' && value.kind === Kind.BOOLEAN && value.value,
  );

function enumArgument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

export function parseFieldSet(text: string): SelectionSetNode {
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a field set: ${text}`);
  return operation.selectionSet;
}

const printFieldSet = (set: SelectionSetNode): string =>
  print(set)
    .replace(/^\{|\}$/g, '')
    .replace(/\s+/g, ' ')
    .trim();
