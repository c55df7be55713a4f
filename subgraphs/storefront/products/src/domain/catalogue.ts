/** What the shop sells, as this subgraph knows it. */
export interface Product {
  id: string;
  sku: string;
  name: string;
  description: string;
  /** In the currency's smallest unit. */
  priceMinor: number;
  /** ISO 4217. */
  currency: string;
  weightGrams: number;
  categoryId: string;
  brandId: string;
  addedAt: Date;
}

export interface Category {
  id: string;
  slug: string;
  name: string;
}

export interface Brand {
  id: string;
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

export type Media =
  | { kind: 'IMAGE'; url: string; altText: string; width: number; height: number }
  | { kind: 'VIDEO'; url: string; altText: string; durationSeconds: number; posterUrl: string };
