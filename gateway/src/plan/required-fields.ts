import type { StandIns } from './planning-supergraph.js';
import type { RequiredSelection } from './query-plan.js';
import type { IsOfType } from './type-test.js';

export interface RequiredField {
  /** Its name in the schema. */
  readonly field: string;
  /** Its name in the tree. */
  readonly read: string;
  readonly selections: readonly RequiredSelection[] | undefined;
}

export interface RequiredFieldParts {
  readonly standIns: StandIns;
  readonly isOfType: IsOfType;
}

/** By the name in the representation: what all fragments that apply to the type ask for, together. */
export function fieldsFor(
  typename: string,
  selections: readonly RequiredSelection[],
  parts: RequiredFieldParts,
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
        const field = parts.standIns.get(selection.name)?.field ?? selection.name;
        into.set(write, { field, read, selections: inner });
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
