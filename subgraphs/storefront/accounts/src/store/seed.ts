import type { Logger } from '@kontor/subgraph';
import { seedOnce, seedStep, users, type SampleUser } from '@storefront/seed';
import { openDatabase } from './database.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Tx = Prisma.TransactionClient;

/** The whole transaction, and any statement in it, waiting for the lock included. */
const SEED_TIMEOUT_MS = 120_000;

/** Is there no user yet? One cheap statement. */
export const isEmpty = async (prisma: PrismaClient | Tx): Promise<boolean> =>
  (await prisma.user.findFirst({ select: { id: true } })) === null;

/** Fills an empty database with the sample users, in one transaction; leaves any other as it is. */
export async function seed(url: string, log: Logger): Promise<void> {
  const { prisma, close } = openDatabase({ url, log });
  try {
    await seedOnce<Tx>({
      isEmpty,
      transaction: (work) => prisma.$transaction(work, { timeout: SEED_TIMEOUT_MS }),
      lock: async (tx) => {
        await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(SEED_TIMEOUT_MS)}, true)`;
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('storefront/accounts seed'))`;
      },
      steps: [seedStep({ what: 'users', rows: users(), insert: insertUsers })],
      finish: (tx) => tx.$executeRaw`ANALYZE users`,
      log,
    });
  } finally {
    await close();
  }
}

// One JSON parameter per statement: several times faster than createMany, which sends one parameter per value.
const insertUsers = (tx: Tx, rows: SampleUser[]) => tx.$executeRaw`
  INSERT INTO users (id, handle, name, email, country, tier, registered_at)
  SELECT id, handle, name, email, country, tier, "registeredAt"
  FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (
    id text, handle text, name text, email text, country text, tier loyalty_tier, "registeredAt" timestamptz
  )`;
