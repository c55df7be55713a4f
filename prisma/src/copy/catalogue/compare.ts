import type { SchemaObject } from './object-kind.js';

/** What differs between two catalogues, by name: `table public."Product" is missing`. Pure; empty when nothing does. */
export function compareCatalogues(wanted: readonly SchemaObject[], found: readonly SchemaObject[]): string[] {
  const there = new Map(found.map((object) => [object.name, object]));
  const expected = new Set(wanted.map(({ name }) => name));
  return [
    ...wanted.flatMap(({ name, likeness }) => {
      const other = there.get(name);
      if (!other) return [`${name} is missing`];
      return other.likeness === likeness ? [] : [`${name} is different`];
    }),
    ...found.filter(({ name }) => !expected.has(name)).map(({ name }) => `${name} is too many`),
  ];
}
