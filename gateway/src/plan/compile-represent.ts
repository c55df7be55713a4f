import { applyRewrites } from './rewrites.js';
import type { StandIns } from './planning-supergraph.js';
import type { Represent } from './program.js';
import type { RequiredSelection, Rewrite } from './query-plan.js';
import type { IsOfType } from './type-test.js';

export interface RepresentParts {
  readonly requires: readonly RequiredSelection[];
  readonly rewrites: readonly Rewrite[];
  readonly standIns: StandIns;
  readonly isOfType: IsOfType;
}

/** Undefined: something that is required is not there. */
type Writer = (value: unknown) => string | undefined;

/**
 * How representations of one fetch are written: JSON text straight from the tree. A writer per concrete type, made when
 * the first entity of that type comes by; their number is that of the types of the supergraph.
 */
export function compileRepresent(parts: RepresentParts): Represent {
  const byType = new Map<string, Represent>();
  return (entity) => {
    const typename = entity['__typename'];
    if (typeof typename !== 'string') return undefined;
    let represent = byType.get(typename);
    if (!represent) {
      represent = compileFor(typename, parts);
      byType.set(typename, represent);
    }
    return represent(entity);
  };
}

const NOTHING: Represent = () => undefined;

function compileFor(typename: string, parts: RepresentParts): Represent {
  const constant = parts.rewrites.find((rewrite) => setsTypename(rewrite, typename, parts.isOfType));
  const others = parts.rewrites.filter((rewrite) => !isTypenameSetter(rewrite));
  const fields = fieldsFor(typename, parts.requires, parts);
  // Without its type an entity cannot be resolved: no fragment of the fetch is for it.
  if (!fields.has('__typename')) return NOTHING;
  const write = objectWriter(
    fields,
    parts,
    constant?.kind === 'ValueSetter' ? JSON.stringify(constant.setValueTo) : undefined,
  );
  if (others.length === 0) return write;
  return (entity) => {
    const text = write(entity);
    if (text === undefined) return undefined;
    const representation: unknown = JSON.parse(text);
    applyRewrites(others, representation, parts.isOfType);
    return JSON.stringify(representation);
  };
}

const isTypenameSetter = ({ kind, path }: Rewrite): boolean =>
  kind === 'ValueSetter' && path.length === 2 && path[1] === '__typename';

const setsTypename = (rewrite: Rewrite, typename: string, isOfType: IsOfType): boolean =>
  isTypenameSetter(rewrite) && isOfType(typename, (rewrite.path[0] ?? '').replace('... on ', ''));

interface RequiredField {
  /** In the tree. */
  readonly read: string;
  readonly selections: readonly RequiredSelection[] | undefined;
}

/** By the name in the representation: what all fragments that apply to the type ask for, together. */
function fieldsFor(
  typename: string,
  selections: readonly RequiredSelection[],
  parts: RepresentParts,
  into = new Map<string, RequiredField>(),
): Map<string, RequiredField> {
  for (const selection of selections) {
    switch (selection.kind) {
      case 'InlineFragment':
        if (!selection.typeCondition || parts.isOfType(typename, selection.typeCondition))
          fieldsFor(typename, selection.selections, parts, into);
        break;
      case 'Field': {
        const { write, read } = namesOf(selection, parts.standIns);
        const known = into.get(write);
        const inner = selection.selections && [...(known?.selections ?? []), ...selection.selections];
        into.set(write, { read, selections: inner });
      }
    }
  }
  return into;
}

export function namesOf(
  field: Extract<RequiredSelection, { kind: 'Field' }>,
  standIns: StandIns,
): { write: string; read: string } {
  const read = field.alias ?? field.name;
  return { read, write: field.alias ?? standIns.get(field.name)?.field ?? field.name };
}

function objectWriter(
  fields: ReadonlyMap<string, RequiredField>,
  parts: RepresentParts,
  typename?: string,
): (object: Readonly<Record<string, unknown>>) => string | undefined {
  const writers = [...fields].map(([name, { read, selections }], index) => ({
    read,
    start: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    write:
      name === '__typename' && typename !== undefined
        ? () => typename
        : selections
          ? nestedWriter(selections, parts)
          : leafWriter,
  }));
  if (writers.length === 0) return () => '{}';
  return (object) => {
    let text = '';
    for (const { read, start, write } of writers) {
      const value = Object.hasOwn(object, read) ? object[read] : undefined;
      if (value === undefined) return undefined;
      const written = write(value);
      if (written === undefined) return undefined;
      text += start + written;
    }
    return `${text}}`;
  };
}

const leafWriter: Writer = (value) => JSON.stringify(value);

/** Objects inside: each may be of another type, so fragments are looked at per object. */
function nestedWriter(selections: readonly RequiredSelection[], parts: RepresentParts): Writer {
  const plain = selections.every(({ kind }) => kind === 'Field');
  const known = new Map<string, (object: Readonly<Record<string, unknown>>) => string | undefined>();
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
    const object = value as Readonly<Record<string, unknown>>;
    const typename = plain ? '' : object['__typename'];
    return typeof typename === 'string' ? writerFor(typename)(object) : undefined;
  };
  return write;
}
