import {
  Kind,
  parse,
  print,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
} from 'graphql';

/** Schema coordinates (`Product.price`, `Query.product(id:)`) that came, went, or read differently now. Sorted. */
export interface ChangedCoordinates {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/**
 * What is different between two schemas for those who query them; descriptions do not count. What belongs to a type that
 * came or went as a whole is told by the type alone. Both must parse.
 */
export function changedCoordinates(beforeSdl: string, afterSdl: string): ChangedCoordinates {
  const before = coordinatesOf(parse(beforeSdl, { noLocation: true }));
  const after = coordinatesOf(parse(afterSdl, { noLocation: true }));
  const missingFrom = (those: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>) =>
    [...those.keys()].filter(
      (coordinate) => !others.has(coordinate) && !belongsToOneOf(coordinate, those, others),
    );
  return {
    added: missingFrom(after, before).toSorted(),
    removed: missingFrom(before, after).toSorted(),
    changed: [...after]
      .filter(([coordinate, text]) => before.has(coordinate) && before.get(coordinate) !== text)
      .map(([coordinate]) => coordinate)
      .toSorted(),
  };
}

/** Is a part that is told by what it is part of? */
function belongsToOneOf(
  coordinate: string,
  those: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
): boolean {
  const isNews = (whole: string) => whole !== coordinate && those.has(whole) && !others.has(whole);
  return isNews(coordinate.replace(/\(.*$/, '')) || isNews(coordinate.replace(/\..*$/, ''));
}

/** Each coordinate with what it says by itself: a type its kind and interfaces, a field its type. */
function coordinatesOf(document: DocumentNode): ReadonlyMap<string, string> {
  return new Map(document.definitions.flatMap(coordinatesOfDefinition));
}

function coordinatesOfDefinition(node: DefinitionNode): [string, string][] {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const interfaces = (node.interfaces ?? []).map(({ name }) => name.value).toSorted();
      return [
        [node.name.value, `${node.kind} ${interfaces.join('&')}`],
        ...(node.fields ?? []).flatMap((field) => coordinatesOfField(node.name.value, field)),
      ];
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return [
        [node.name.value, node.kind],
        ...(node.fields ?? []).map((field): [string, string] => [
          `${node.name.value}.${field.name.value}`,
          withDefault(field),
        ]),
      ];
    case Kind.ENUM_TYPE_DEFINITION:
      return [
        [node.name.value, node.kind],
        ...(node.values ?? []).map((value): [string, string] => [
          `${node.name.value}.${value.name.value}`,
          '',
        ]),
      ];
    case Kind.UNION_TYPE_DEFINITION:
      return [[node.name.value, `${node.kind} ${(node.types ?? []).map(print).toSorted().join('|')}`]];
    case Kind.SCALAR_TYPE_DEFINITION:
      return [[node.name.value, node.kind]];
    default:
      return [];
  }
}

function coordinatesOfField(type: string, field: FieldDefinitionNode): [string, string][] {
  const coordinate = `${type}.${field.name.value}`;
  return [
    [coordinate, print(field.type)],
    ...(field.arguments ?? []).map((argument): [string, string] => [
      `${coordinate}(${argument.name.value}:)`,
      withDefault(argument),
    ]),
  ];
}

const withDefault = ({
  type,
  defaultValue,
}: {
  type: Parameters<typeof print>[0];
  defaultValue?: Parameters<typeof print>[0] | undefined;
}): string => `${print(type)}${defaultValue === undefined ? '' : ` = ${print(defaultValue)}`}`;
