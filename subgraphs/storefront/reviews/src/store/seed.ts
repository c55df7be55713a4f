import type { Logger } from '@kontor/subgraph';
import { reviews, seedOnce, seedStep, type SampleReview } from '@storefront/seed';
import { openDatabase } from './database.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Tx = Prisma.TransactionClient;

/** The whole transaction, and any statement in it, waiting for the lock included. */
const SEED_TIMEOUT_MS = 120_000;

/** Is there no review yet? One cheap statement. */
export const isEmpty = async (prisma: PrismaClient | Tx): Promise<boolean> =>
  (await prisma.review.findFirst({ select: { id: true } })) === null;

/** Fills an empty database with the sample reviews, in one transaction; leaves any other as it is. */
export async function seed(url: string, log: Logger): Promise<void> {
  const { prisma, close } = openDatabase({ url, log });
  try {
    await seedOnce<Tx>({
      isEmpty,
      transaction: (work) => prisma.$transaction(work, { timeout: SEED_TIMEOUT_MS }),
      lock: async (tx) => {
        await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(SEED_TIMEOUT_MS)}, true)`;
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('storefront/reviews seed'))`;
      },
      steps: [seedStep({ what: 'reviews', rows: reviews(), insert: insertReviews })],
      finish: (tx) => tx.$executeRaw`ANALYZE reviews`,
      log,
    });
  } finally {
    await close();
  }
}

// One JSON parameter per statement: several times faster than createMany, which sends one parameter per value.
const insertReviews = (tx: Tx, rows: SampleReview[]) => tx.$executeRaw`
  INSERT INTO reviews (id, product_id, author_id, author_handle, rating, title, body, created_at)
  SELECT id, "productId", "authorId", "authorHandle", rating, title, body, "createdAt"
  FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (
    id text, "productId" text, "authorId" text, "authorHandle" text, rating int, title text, body text,
    "createdAt" timestamptz
  )`;
