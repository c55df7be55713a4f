import { isNonNullType, type GraphQLInputType } from 'graphql';
import type { Random } from '../random.js';
import { randomJson, randomLiteral } from './random-values.js';

/** The variables of one operation: declared where they are needed, used again where they fit. */
export interface VariablePool {
  /** The name of a variable that may stand here. */
  forPosition(type: GraphQLInputType, hasDefault: boolean): string;
  /** The name of one for `@skip` and `@include`. */
  condition(): string;
  readonly definitions: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

export function createVariablePool(random: Random): VariablePool {
  const definitions: string[] = [];
  const values: Record<string, unknown> = {};
  const byPosition = new Map<string, string[]>();
  const conditions: string[] = [];

  const declare = (position: string, type: string, literal: string | undefined, value: unknown): string => {
    const name = `v${definitions.length}`;
    definitions.push(`$${name}: ${type}${literal === undefined ? '' : ` = ${literal}`}`);
    if (value !== undefined) values[name] = value;
    byPosition.set(position, [...(byPosition.get(position) ?? []), name]);
    return name;
  };

  return {
    definitions,
    values,
    forPosition(type, hasDefault) {
      const position = `${String(type)} ${hasDefault}`;
      const known = byPosition.get(position);
      if (known && random.chance(0.4)) return random.pick(known);
      const written = String(type);
      const given = (): unknown => randomJson(type, random);
      if (isNonNullType(type)) {
        // A nullable variable may stand where a value is required, if a default steps in.
        if (random.chance(0.25)) {
          const literal = randomLiteral(type, false, random, undefined);
          return declare(position, String(type.ofType), literal, random.chance(0.5) ? given() : undefined);
        }
        if (hasDefault && random.chance(0.3))
          return declare(position, String(type.ofType), undefined, random.chance(0.5) ? given() : undefined);
        return declare(position, written, undefined, given());
      }
      if (random.chance(0.2)) return declare(position, `${written}!`, undefined, givenNonNull(given));
      if (random.chance(0.25))
        return declare(
          position,
          written,
          randomLiteral(type, false, random, undefined),
          random.chance(0.5) ? given() : undefined,
        );
      return declare(position, written, undefined, random.chance(0.7) ? given() : undefined);
    },
    condition() {
      if (conditions.length > 0 && random.chance(0.6)) return random.pick(conditions);
      const value = random.chance(0.5);
      const form = random.int(4);
      const name =
        form < 2
          ? declare('condition', 'Boolean!', undefined, value)
          : declare(
              'condition',
              form === 2 ? 'Boolean' : 'Boolean!',
              String(random.chance(0.5)),
              random.chance(0.5) ? value : undefined,
            );
      conditions.push(name);
      return name;
    },
  };
}

/** A default must not be null where a value is required. */
function givenNonNull(given: () => unknown): unknown {
  for (let attempt = 0; attempt < 10; attempt++) {
    const value = given();
    if (value !== null) return value;
  }
  return [];
}
