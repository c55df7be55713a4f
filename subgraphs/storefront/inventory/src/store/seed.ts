import type { Logger } from '@kontor/subgraph';
import { placedOrders, SAMPLE_WAREHOUSES, seedOnce, seedStep, stockLevels } from '@storefront/seed';
import type { SampleOrder, SampleStockLevel, SampleWarehouse } from '@storefront/seed';
import { openDatabase } from './database.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Tx = Prisma.TransactionClient;

/** The whole transaction, and any statement in it, waiting for the lock included. */
const SEED_TIMEOUT_MS = 120_000;

/** Is there no warehouse yet? One cheap statement. */
export const isEmpty = async (prisma: PrismaClient | Tx): Promise<boolean> =>
  (await prisma.warehouse.findFirst({ select: { code: true } })) === null;

/** Fills an empty database with the sample stock, in one transaction; leaves any other as it is. */
export async function seed(url: string, log: Logger): Promise<void> {
  const { prisma, close } = openDatabase({ url, log });
  try {
    await seedOnce<Tx>({
      isEmpty,
      transaction: (work) => prisma.$transaction(work, { timeout: SEED_TIMEOUT_MS }),
      lock: async (tx) => {
        await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(SEED_TIMEOUT_MS)}, true)`;
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('storefront/inventory seed'))`;
      },
      steps: [
        seedStep({ what: 'warehouses', rows: SAMPLE_WAREHOUSES, insert: insertWarehouses }),
        seedStep({ what: 'stock levels', rows: stockLevels(), insert: insertStockLevels }),
        seedStep({ what: 'reservations', rows: placedOrders(), insert: insertReservations }),
      ],
      finish: (tx) => tx.$executeRaw`ANALYZE warehouses, stock_levels, reservations, allocations`,
      log,
    });
  } finally {
    await close();
  }
}

const insertWarehouses = (tx: Tx, data: SampleWarehouse[]) => tx.warehouse.createMany({ data });

// One JSON parameter per statement: several times faster than createMany, which sends one parameter per value.
const insertStockLevels = (tx: Tx, rows: SampleStockLevel[]) => tx.$executeRaw`
  INSERT INTO stock_levels (product_id, warehouse_code, on_hand)
  SELECT "productId", "warehouseCode", "onHand"
  FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row ("productId" text, "warehouseCode" text, "onHand" int)`;

/** The goods of a placed order have left the stock level; cancelling the order brings them back by its reservation. */
async function insertReservations(tx: Tx, orders: SampleOrder[]): Promise<void> {
  await tx.reservation.createMany({
    data: orders.map(({ id, placedAt }) => ({ id, status: 'CONFIRMED', expiresAt: placedAt })),
  });
  await tx.allocation.createMany({
    data: orders.flatMap(({ id, lines }) =>
      lines.flatMap(({ productId, quantity, shipsFrom }) =>
        shipsFrom.map((warehouseCode) => ({ reservationId: id, productId, warehouseCode, quantity })),
      ),
    ),
  });
}
