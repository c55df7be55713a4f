/** How much of each there is. */
export const SAMPLE_COUNTS = {
  products: 10_000,
  users: 5_000,
  reviews: 50_000,
  orders: 20_000,
} as const;
