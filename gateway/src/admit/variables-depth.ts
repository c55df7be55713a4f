/**
 * How deep the variables of an operation may nest. What coerces and writes them recurses, as the parser does for the
 * literals of a document, whose depth has the same limit.
 */
export const VARIABLES_DEPTH_MAX = 200;

/** Level by level, without recursion. */
export function nestsDeeper(value: unknown, max: number): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= max) return true;
    level = level.flatMap((container) => Object.values(container)).filter(isContainer);
  }
  return false;
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;
