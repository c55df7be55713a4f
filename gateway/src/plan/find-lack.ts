import { getNamedType, getNullableType, isListType, type GraphQLOutputType } from 'graphql';
import { isRecord } from '../is-record.js';
import type { Entity } from './program.js';
import type { RequiredSelection } from './query-plan.js';
import { fieldsFor, type RequiredFieldParts } from './required-fields.js';
import { own } from './source-text.js';
import type { FieldTypeOf } from './type-test.js';

/** Why an entity cannot be asked for: a value that is no list or no object where it must be, or what was never brought. */
export type Lack =
  { readonly kind: 'mistyped' } | { readonly kind: 'absent'; readonly path: readonly (string | number)[] };

interface LackParts extends RequiredFieldParts {
  readonly fieldTypeOf: FieldTypeOf;
}

/** Undefined: it has all that is required. A wrong type counts before what is absent. */
export function findLack(
  entity: Entity,
  typename: string,
  requires: readonly RequiredSelection[],
  parts: LackParts,
): Lack | undefined {
  let absent: Lack | undefined;
  const isMistyped = (
    value: unknown,
    type: GraphQLOutputType | undefined,
    selections: readonly RequiredSelection[],
    path: readonly (string | number)[],
  ): boolean => {
    if (value === null || !type) return false;
    const present = getNullableType(type);
    if (isListType(present))
      return (
        !Array.isArray(value) ||
        value.some((element, index) =>
          isMistyped(element, present.ofType as GraphQLOutputType, selections, [...path, index]),
        )
      );
    return !isRecord(value) || inObject(value, getNamedType(present).name, selections, path);
  };
  const inObject = (
    object: Entity,
    declared: string,
    selections: readonly RequiredSelection[],
    path: readonly (string | number)[],
  ): boolean => {
    const told = own(object, '__typename');
    const type = typeof told === 'string' ? told : declared;
    return [...fieldsFor(type, selections, parts).values()].some(({ field, read, selections: inner }) => {
      const value = own(object, read);
      if (value === undefined) absent ??= { kind: 'absent', path: [...path, read] };
      else if (inner) return isMistyped(value, parts.fieldTypeOf(type, field), inner, [...path, read]);
      return false;
    });
  };
  return inObject(entity, typename, requires, []) ? { kind: 'mistyped' } : absent;
}
