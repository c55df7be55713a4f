/** Which products; conditions that are absent or null do not count, the others add up. */
export interface ProductFilter {
  categorySlug?: string | null | undefined;
  brandId?: string | null | undefined;
  /** In the currency's smallest unit, both ends included. */
  priceMinorMin?: number | null | undefined;
  priceMinorMax?: number | null | undefined;
}

/** What is wrong with a filter, in words for its author; undefined when nothing is. */
export function findFilterProblem({ priceMinorMin, priceMinorMax }: ProductFilter): string | undefined {
  if (priceMinorMin != null && priceMinorMin < 0) return 'priceMinorMin must not be negative.';
  if (priceMinorMax != null && priceMinorMax < 0) return 'priceMinorMax must not be negative.';
  if (priceMinorMin != null && priceMinorMax != null && priceMinorMin > priceMinorMax)
    return 'priceMinorMin must not be above priceMinorMax.';
  return undefined;
}
