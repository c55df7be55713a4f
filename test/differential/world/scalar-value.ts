import { hash } from '../random.js';
import type { NamedSpec } from './field-spec.js';

type Leaf = Exclude<NamedSpec, { kind: 'object' }>;

export function scalarValue(leaf: Leaf, text: string, name: string): unknown {
  const chance = hash(`${text} value`);
  if (leaf.kind === 'enum') return leaf.values[chance % leaf.values.length];
  switch (leaf.name) {
    case 'Int':
      return (chance % 2_000) - 100;
    case 'Float':
      return chance % 4 === 0 ? chance % 100 : (chance % 4_000) / 8;
    case 'Boolean':
      return chance % 2 === 0;
    case 'ID':
    case 'String':
      return `${name}${ODD_TEXT[chance % ODD_TEXT.length]}${chance.toString(36)}`;
    default:
      return CUSTOM[chance % CUSTOM.length]?.(chance);
  }
}

/** What JSON text must get right. */
const ODD_TEXT = [' ', ' ', '-', '', '"', '\\', '\n', '\u2028é😀'];

/** A custom scalar may be any JSON, objects and lists too. */
const CUSTOM: readonly ((chance: number) => unknown)[] = [
  (chance) => `custom ${chance.toString(36)}`,
  (chance) => chance % 1_000,
  (chance) => ({ a: chance % 10, b: { id: null } }),
  (chance) => [chance % 10, null, { c: [] }],
  () => false,
];

/** Unique per field and instance, but for the two that have too few values. */
export function keyValue(leaf: Leaf, coordinate: string, index: number): unknown {
  if (leaf.kind === 'enum') return leaf.values[index % leaf.values.length];
  const number = (hash(coordinate) % 100_000) * 10 + index;
  switch (leaf.name) {
    case 'Int':
      return number;
    case 'Float':
      return number + 0.5;
    case 'Boolean':
      return index % 2 === 0;
    default:
      return `${coordinate}-${index}`;
  }
}
