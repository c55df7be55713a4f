import { availableIn, availableInAll, type StockLevel } from './stock.js';

/** So many of a product are wanted. */
export interface WantedLine {
  productId: string;
  quantity: number;
}

/** So many of a product from one warehouse. */
export interface Allocation {
  productId: string;
  warehouseCode: string;
  quantity: number;
}

export interface ShortLine {
  productId: string;
  requested: number;
  available: number;
}

export type AllocationResult =
  { kind: 'allocated'; allocations: readonly Allocation[] } | { kind: 'short'; lines: readonly ShortLine[] };

/**
 * Decides what comes from where: all lines or none. A line comes from one warehouse if one has enough of it (the one
 * that has most, so that small remainders are not torn apart), else from as few as possible.
 */
export function allocate(lines: readonly WantedLine[], levels: readonly StockLevel[]): AllocationResult {
  const byProduct = Map.groupBy(levels, (level) => level.productId);
  const levelsOf = (productId: string) => byProduct.get(productId) ?? [];

  const short = lines
    .map(({ productId, quantity }) => ({
      productId,
      requested: quantity,
      available: availableInAll(levelsOf(productId)),
    }))
    .filter(({ requested, available }) => available < requested);
  if (short.length > 0) return { kind: 'short', lines: short };

  return {
    kind: 'allocated',
    allocations: lines.flatMap((line) => allocateLine(line, levelsOf(line.productId))),
  };
}

function allocateLine({ productId, quantity }: WantedLine, levels: readonly StockLevel[]): Allocation[] {
  const mostFirst = levels.toSorted(
    (a, b) => availableIn(b) - availableIn(a) || (a.warehouseCode < b.warehouseCode ? -1 : 1),
  );
  const allocations: Allocation[] = [];
  let rest = quantity;
  for (const level of mostFirst) {
    const taken = Math.min(rest, availableIn(level));
    if (taken <= 0) break;
    allocations.push({ productId, warehouseCode: level.warehouseCode, quantity: taken });
    rest -= taken;
  }
  return allocations;
}

/** Do these allocations give exactly what the lines want? */
export function coversExactly(allocations: readonly Allocation[], lines: readonly WantedLine[]): boolean {
  const allocated = new Map<string, number>();
  for (const { productId, quantity } of allocations)
    allocated.set(productId, (allocated.get(productId) ?? 0) + quantity);
  return (
    allocated.size === lines.length &&
    lines.every(({ productId, quantity }) => allocated.get(productId) === quantity)
  );
}
