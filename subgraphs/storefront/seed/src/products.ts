import { SAMPLE_BRANDS, SAMPLE_CATEGORIES } from './categories-and-brands.js';
import { LAST_DAY_MS, momentBetween, OPENED_MS } from './calendar.js';
import { SAMPLE_COUNTS } from './counts.js';
import { CATEGORY_DATA, type ArticleKind, type CategoryData } from './data/categories.js';
import { SERIES } from './data/makers.js';
import { createDraw, hashText, itemAt, mix32, type Draw } from './draw.js';
import { sampleId } from './ids.js';

/** The shop sells in one currency, ISO 4217. */
export const SAMPLE_CURRENCY = 'EUR';

export type SampleMedia =
  | { kind: 'IMAGE'; url: string; altText: string; width: number; height: number }
  | { kind: 'VIDEO'; url: string; altText: string; durationSeconds: number; posterUrl: string };

export interface SampleProduct {
  id: string;
  /** Article number, unique. */
  sku: string;
  name: string;
  description: string;
  /** In cents. */
  priceMinor: number;
  weightGrams: number;
  categoryId: string;
  brandId: string;
  addedAt: Date;
  media: SampleMedia[];
}

export const productId = (index: number): string => sampleId('prd', index);

/** Article number of product `index`, such as `LGT-00417`. */
export const productSku = (index: number): string =>
  `${categoryOf(index).code}-${String(index).padStart(5, '0')}`;

/** List price of product `index` in cents. */
export const productPriceMinor = (index: number): number => draftOf(index).priceMinor;

/** When the shop began to sell product `index`. */
export const productAddedAt = (index: number): Date =>
  momentBetween(OPENED_MS, LAST_DAY_MS, createDraw('product-added', index).unit() * 0.95);

/** What product `index` is, in lower case: `dining chair`. */
export const productNoun = (index: number): string => designOf(index).article.noun.toLowerCase();

/** Product `index` of `SAMPLE_COUNTS.products`. */
export function productAt(index: number): SampleProduct {
  const { category, article, series, finish } = designOf(index);
  const { draw, priceMinor, weightGrams } = draftOf(index);
  const name = `${series} ${finish} ${article.noun}`;
  const brand = itemAt(
    SAMPLE_BRANDS,
    (mix32(hashText(`${category.code}/${series}`)) >>> 0) % SAMPLE_BRANDS.length,
  );
  return {
    id: productId(index),
    sku: productSku(index),
    name,
    description:
      `${withArticle(article.noun)} of our ${series} line by ${brand.name}, in the ${finish} version. ` +
      `You get ${draw.pick(category.virtues)}. ${draw.pick(PROMISES)}`,
    priceMinor,
    weightGrams,
    categoryId: itemAt(SAMPLE_CATEGORIES, index % SAMPLE_CATEGORIES.length).id,
    brandId: brand.id,
    addedAt: productAddedAt(index),
    media: mediaOf(index, name, draw),
  };
}

export function* products(): Generator<SampleProduct> {
  for (let index = 0; index < SAMPLE_COUNTS.products; index++) yield productAt(index);
}

const PROMISES = [
  'Made to be repaired, not replaced.',
  'Delivered in packaging without plastic.',
  'Two years of guarantee, thirty days to change your mind.',
  'Made in small series.',
  'Assembled in ten minutes with the tool in the box.',
];

interface Design {
  category: CategoryData;
  article: ArticleKind;
  series: string;
  finish: string;
}

const categoryOf = (index: number): CategoryData => itemAt(CATEGORY_DATA, index % CATEGORY_DATA.length);

/**
 * Series, article and finish of product `index`. Inside a category the combinations are walked in steps that share no
 * divisor with their number, so that no two products have the same name.
 */
function designOf(index: number): Design {
  const category = categoryOf(index);
  const combinations = SERIES.length * category.articles.length * category.finishes.length;
  const step = 387;
  const combination = (Math.floor(index / CATEGORY_DATA.length) * step) % combinations;
  const rest = Math.floor(combination / SERIES.length);
  return {
    category,
    series: itemAt(SERIES, combination % SERIES.length),
    article: itemAt(category.articles, rest % category.articles.length),
    finish: itemAt(category.finishes, Math.floor(rest / category.articles.length)),
  };
}

function draftOf(index: number): { draw: Draw; priceMinor: number; weightGrams: number } {
  const { category, article, finish } = designOf(index);
  const draw = createDraw('product', index);
  const [priceMin, priceMax] = article.priceMinor;
  // The better the finish, the higher in the price range; inside it, cheap things are more frequent than dear ones.
  const quality = category.finishes.indexOf(finish) / category.finishes.length;
  const dearness = draw.unit();
  const share = Math.min(1, quality * 0.5 + dearness * dearness * 0.5);
  const [weightMin, weightMax] = article.weightGrams;
  return {
    draw,
    priceMinor: retailPrice(priceMin + (priceMax - priceMin) * share),
    weightGrams: Math.round(draw.integer(weightMin, weightMax) / 10) * 10,
  };
}

/** The nearest price a shop would print: 8.95, 24.90, 349.00. */
function retailPrice(minor: number): number {
  if (minor < 2_000) return Math.max(195, Math.round(minor / 100) * 100 - 5);
  if (minor < 20_000) return Math.round(minor / 100) * 100 - 10;
  return Math.round(minor / 1_000) * 1_000 - 100;
}

const withArticle = (noun: string): string => `${/^[AEIOU]/.test(noun) ? 'An' : 'A'} ${noun.toLowerCase()}`;

const MEDIA_HOST = 'https://media.storefront.example';

function mediaOf(index: number, name: string, draw: Draw): SampleMedia[] {
  const sku = productSku(index).toLowerCase();
  const views = ['', ', from the side', ', in a room'].slice(0, draw.integer(1, 3));
  const images = views.map((view, at): SampleMedia => ({
    kind: 'IMAGE',
    url: `${MEDIA_HOST}/${sku}/${at + 1}.webp`,
    altText: `${name}${view}`,
    width: 1600,
    height: at === 2 ? 1067 : 1600,
  }));
  if (!draw.chance(0.1)) return images;
  const video: SampleMedia = {
    kind: 'VIDEO',
    url: `${MEDIA_HOST}/${sku}/film.mp4`,
    altText: `${name} in use`,
    durationSeconds: draw.integer(12, 75),
    posterUrl: `${MEDIA_HOST}/${sku}/film.webp`,
  };
  return [...images, video];
}
