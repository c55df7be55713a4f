import type { Logger } from '@kontor/subgraph';
import {
  products,
  SAMPLE_BRANDS,
  SAMPLE_CATEGORIES,
  SAMPLE_CURRENCY,
  seedOnce,
  seedStep,
} from '@storefront/seed';
import type { SampleBrand, SampleCategory, SampleMedia, SampleProduct } from '@storefront/seed';
import { openDatabase } from './database.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Tx = Prisma.TransactionClient;

/** The whole transaction, and any statement in it, waiting for the lock included. */
const SEED_TIMEOUT_MS = 120_000;

/** Is there no product yet? One cheap statement. */
export const isEmpty = async (prisma: PrismaClient | Tx): Promise<boolean> =>
  (await prisma.product.findFirst({ select: { id: true } })) === null;

/** Fills an empty database with the sample catalogue, in one transaction; leaves any other as it is. */
export async function seed(url: string, log: Logger): Promise<void> {
  const { prisma, close } = openDatabase({ url, log });
  try {
    await seedOnce<Tx>({
      isEmpty,
      transaction: (work) => prisma.$transaction(work, { timeout: SEED_TIMEOUT_MS }),
      lock: async (tx) => {
        await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(SEED_TIMEOUT_MS)}, true)`;
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('storefront/products seed'))`;
      },
      steps: [
        seedStep({ what: 'categories', rows: SAMPLE_CATEGORIES, insert: insertCategories }),
        seedStep({ what: 'brands', rows: SAMPLE_BRANDS, insert: insertBrands }),
        seedStep({ what: 'products', rows: products(), insert: insertProducts }),
        seedStep({ what: 'media', rows: mediaOfAll(products()), insert: insertMedia }),
      ],
      finish: (tx) => tx.$executeRaw`ANALYZE categories, brands, products, product_media`,
      log,
    });
  } finally {
    await close();
  }
}

const insertCategories = (tx: Tx, data: SampleCategory[]) => tx.category.createMany({ data });
const insertBrands = (tx: Tx, data: SampleBrand[]) => tx.brand.createMany({ data });

// One JSON parameter per statement: several times faster than createMany, which sends one parameter per value.
const insertProducts = (tx: Tx, rows: SampleProduct[]) => tx.$executeRaw`
  INSERT INTO products (
    id, sku, name, description, price_minor, currency, weight_grams, category_id, brand_id, added_at, search_text
  )
  SELECT row.id, row.sku, row.name, row.description, row."priceMinor", ${SAMPLE_CURRENCY}, row."weightGrams",
    category.id, brand.id, row."addedAt", concat_ws(' ', row.name, brand.name, category.name, row.sku)
  FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (
    id text, sku text, name text, description text, "priceMinor" int, "weightGrams" int, "categoryId" text,
    "brandId" text, "addedAt" timestamptz
  )
  JOIN categories AS category ON category.id = row."categoryId"
  JOIN brands AS brand ON brand.id = row."brandId"`;

type MediaRow = SampleMedia & { productId: string; position: number };

function* mediaOfAll(all: Iterable<SampleProduct>): Generator<MediaRow> {
  for (const { id, media } of all)
    for (const [at, one] of media.entries()) yield { ...one, productId: id, position: at + 1 };
}

const insertMedia = (tx: Tx, rows: MediaRow[]) => tx.$executeRaw`
  INSERT INTO product_media (
    product_id, position, kind, url, alt_text, width, height, duration_seconds, poster_url
  )
  SELECT "productId", position, kind, url, "altText", width, height, "durationSeconds", "posterUrl"
  FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (
    "productId" text, position int, kind media_kind, url text, "altText" text, width int, height int,
    "durationSeconds" int, "posterUrl" text
  )`;
