import { CATEGORY_DATA } from './data/categories.js';
import { MAKER_DATA } from './data/makers.js';
import { sampleId } from './ids.js';

export interface SampleCategory {
  id: string;
  slug: string;
  name: string;
}

export interface SampleBrand {
  id: string;
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

export const SAMPLE_CATEGORIES: readonly SampleCategory[] = CATEGORY_DATA.map(({ slug, name }, index) => ({
  id: sampleId('cat', index),
  slug,
  name,
}));

export const SAMPLE_BRANDS: readonly SampleBrand[] = MAKER_DATA.map(({ name, country }, index) => ({
  id: sampleId('brd', index),
  name,
  country,
}));
