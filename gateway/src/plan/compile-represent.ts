import { jsonText } from './json-text.js';
import { findLack } from './find-lack.js';
import { fieldsFor, type RequiredField } from './required-fields.js';
import { own, readOwn } from './source-text.js';
import { applyRewrites } from './rewrites.js';
import { areMet, type Needs } from './entity-needs.js';
import type { StandIns } from './planning-supergraph.js';
import type { Entity, PutRepresentation, Represent, RepresentKeys, RepresentType } from './program.js';
import type { RequiredSelection, Rewrite } from './query-plan.js';
import type { FieldTypeOf, IsOfType } from './type-test.js';

export interface RepresentParts {
  readonly requires: readonly RequiredSelection[];
  readonly rewrites: readonly Rewrite[];
  readonly standIns: StandIns;
  readonly isOfType: IsOfType;
  readonly fieldTypeOf: FieldTypeOf;
  /** By the type that the subgraph is told. */
  readonly needsOf: (type: string) => Needs;
}

/** Undefined: something that is required is not there. */
type Writer = (value: unknown) => string | undefined;

/** How a representation of one fetch is found for an entity of one type; undefined when none is asked for. */
export function compileRepresent(parts: RepresentParts): RepresentType {
  const byType = new Map<unknown, Represent>();
  return (typename, example) => {
    const known = byType.get(typename);
    if (known || typeof typename !== 'string') return known;
    const represent = compileFor(typename, parts, example);
    // Types that nothing is asked about are not kept: a subgraph could make up any number of them.
    if (represent) byType.set(typename, represent);
    return represent;
  };
}

function compileFor(typename: string, parts: RepresentParts, example: Entity): Represent | undefined {
  const constant = parts.rewrites.find((rewrite) => setsTypename(rewrite, typename, parts.isOfType));
  const others = parts.rewrites.filter((rewrite) => !isTypenameSetter(rewrite));
  const fields = fieldsFor(typename, parts.requires, parts);
  // Without its type an entity cannot be resolved: no fragment of the fetch is for it.
  if (!fields.has('__typename')) return undefined;
  const told = constant?.kind === 'ValueSetter' ? String(constant.setValueTo) : typename;
  if (!areMet(parts.needsOf(told), requiredOf(typename, parts.requires, parts))) return undefined;
  const typenameText = constant?.kind === 'ValueSetter' ? JSON.stringify(constant.setValueTo) : undefined;
  const write = objectWriter(fields, parts, typenameText);
  const keys = compileKeys(fields, example);
  const lackOf = (entity: Entity) => findLack(entity, typename, parts.requires, parts);
  if (others.length === 0) return { write, lackOf, keys, put: compilePut(fields, typenameText) };
  return {
    keys,
    lackOf,
    put: undefined,
    write: (entity) => {
      const text = write(entity);
      if (text === undefined) return undefined;
      const representation: unknown = JSON.parse(text);
      applyRewrites(others, representation, parts.isOfType);
      return JSON.stringify(representation);
    },
  };
}

/**
 * Most entities of a list have been seen before. One field tells that without writing anything, if the others then are
 * equal, too: best one that is a text, as identifiers are.
 */
function compileKeys(fields: ReadonlyMap<string, RequiredField>, example: Entity): RepresentKeys | undefined {
  const leaves = [...fields].filter(([name]) => name !== '__typename').map(([, field]) => field);
  const names = leaves.map(({ read }) => read);
  const main = names.find((name) => typeof own(example, name) === 'string') ?? names[0];
  if (main === undefined || leaves.some(({ selections }) => selections)) return undefined;
  const equal = names
    .filter((name) => name !== main)
    .map((name) => `${readOwn('a', name)} === ${readOwn('b', name)}`);
  const make = new Function(
    'own',
    `return { of: (o) => ${readOwn('o', main)}, isSame: (a, b) => ${equal.join(' && ') || 'true'} }`,
  ) as (read: typeof own) => RepresentKeys;
  return make(own);
}

const isTypenameSetter = ({ kind, path }: Rewrite): boolean =>
  kind === 'ValueSetter' && path.length === 2 && path[1] === '__typename';

const setsTypename = (rewrite: Rewrite, typename: string, isOfType: IsOfType): boolean =>
  isTypenameSetter(rewrite) && isOfType(typename, (rewrite.path[0] ?? '').replace('... on ', ''));

/** The fragments that apply to the type, opened. */
const requiredOf = (
  typename: string,
  selections: readonly RequiredSelection[],
  parts: RepresentParts,
): readonly RequiredSelection[] =>
  selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection];
    const applies = !selection.typeCondition || parts.isOfType(typename, selection.typeCondition);
    return applies ? requiredOf(typename, selection.selections, parts) : [];
  });

/**
 * Straight-line code for the fields of one object:
 *
 *   v = o["upc"]; if (v === undefined) return undefined; t += ',"upc":' + text(v);
 */
function objectWriter(
  fields: ReadonlyMap<string, RequiredField>,
  parts: RepresentParts,
  typename?: string,
): (object: Entity) => string | undefined {
  const writers: Writer[] = [];
  const statements = [...fields].map(([name, { read, selections }], index) => {
    const start = JSON.stringify(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
    const value = `v = ${readOwn('o', read)}; if (v === undefined) return undefined;`;
    if (name === '__typename' && typename !== undefined)
      return `${value} t += ${start} + ${JSON.stringify(typename)};`;
    if (!selections) return `${value} t += ${start} + text(v);`;
    const writer = writers.push(nestedWriter(selections, parts)) - 1;
    return `${value} v = writers[${writer}](v); if (v === undefined) return undefined; t += ${start} + v;`;
  });
  if (statements.length === 0) return () => '{}';
  const body = `return function write(o) { let v, t = ''; ${statements.join('\n')} return t + '}'; }`;
  const make = new Function('own', 'text', 'writers', body) as (
    read: typeof own,
    text: typeof jsonText,
    writers: readonly Writer[],
  ) => (object: Entity) => string | undefined;
  return make(own, jsonText, writers);
}

/**
 * The same for a writer, where all fields are leaves:
 *
 *   v = o["upc"]; if (v === undefined) return 'lacking'; w.constant(c[1]); if (!w.value(v)) return 'unfit';
 */
function compilePut(
  fields: ReadonlyMap<string, RequiredField>,
  typename: string | undefined,
): PutRepresentation | undefined {
  const constants: Buffer[] = [];
  const put = (text: string): string => `w.constant(c[${constants.push(Buffer.from(text, 'latin1')) - 1}]);`;
  let separator = '{';
  const statements: string[] = [];
  for (const [name, { read, selections }] of fields) {
    if (selections) return undefined;
    const start = `${separator}${JSON.stringify(name)}:`;
    separator = ',';
    statements.push(`v = ${readOwn('o', read)}; if (v === undefined) return 'lacking';`);
    if (name === '__typename' && typename !== undefined) statements.push(put(start + typename));
    else statements.push(`${put(start)} if (!w.value(v)) return 'unfit';`);
  }
  const body = `return function put(o, w) { let v; ${statements.join('\n')} ${put('}')} return 'put'; }`;
  const make = new Function('own', 'c', body) as (
    read: typeof own,
    constants: readonly Uint8Array[],
  ) => PutRepresentation;
  return make(own, constants);
}

/** Objects inside: each may be of another type, so fragments are looked at per object. */
function nestedWriter(selections: readonly RequiredSelection[], parts: RepresentParts): Writer {
  const plain = selections.every(({ kind }) => kind === 'Field');
  const known = new Map<string, (object: Entity) => string | undefined>();
  const writerFor = (typename: string) => {
    let write = known.get(typename);
    if (!write) {
      write = objectWriter(fieldsFor(typename, selections, parts), parts);
      known.set(typename, write);
    }
    return write;
  };
  const write: Writer = (value) => {
    if (value === null) return 'null';
    if (Array.isArray(value)) {
      const elements = value.map(write);
      return elements.includes(undefined) ? undefined : `[${elements.join(',')}]`;
    }
    if (typeof value !== 'object') return undefined;
    const object = value as Entity;
    const typename = plain ? '' : object['__typename'];
    return typeof typename === 'string' ? writerFor(typename)(object) : undefined;
  };
  return write;
}
