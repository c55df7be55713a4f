import type { Logger } from '@kontor/subgraph';
import { orders, SAMPLE_CURRENCY, seedOnce, seedStep, type SampleOrder } from '@storefront/seed';
import { openDatabase } from './database.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Tx = Prisma.TransactionClient;

/** The whole transaction, and any statement in it, waiting for the lock included. */
const SEED_TIMEOUT_MS = 120_000;

/** Is there no order yet? One cheap statement. */
export const isEmpty = async (prisma: PrismaClient | Tx): Promise<boolean> =>
  (await prisma.order.findFirst({ select: { id: true } })) === null;

/** Fills an empty database with the sample orders, in one transaction; leaves any other as it is. */
export async function seed(url: string, log: Logger): Promise<void> {
  const { prisma, close } = openDatabase({ url, log });
  try {
    await seedOnce<Tx>({
      isEmpty,
      transaction: (work) => prisma.$transaction(work, { timeout: SEED_TIMEOUT_MS }),
      lock: async (tx) => {
        await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(SEED_TIMEOUT_MS)}, true)`;
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('storefront/orders seed'))`;
      },
      steps: [
        seedStep({ what: 'orders', rows: orders(), insert: insertOrders }),
        seedStep({ what: 'order lines', rows: linesOfAll(orders()), insert: insertLines }),
      ],
      finish: async (tx) => {
        await tx.$executeRaw`SELECT setval(pg_get_serial_sequence('orders', 'serial'), max(serial)) FROM orders`;
        await tx.$executeRaw`ANALYZE orders, order_lines`;
      },
      log,
    });
  } finally {
    await close();
  }
}

const totalMinor = ({ lines }: SampleOrder): number =>
  lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);

// One JSON parameter per statement: several times faster than createMany, which sends one parameter per value.
function insertOrders(tx: Tx, orders: SampleOrder[]) {
  const rows = orders.map((order) => ({ ...order, lines: undefined, totalMinor: totalMinor(order) }));
  return tx.$executeRaw`
    INSERT INTO orders (id, serial, buyer_id, status, total_minor, currency, placed_at, closed_at)
    SELECT id, serial, "buyerId", status, "totalMinor", ${SAMPLE_CURRENCY}, "placedAt", "closedAt"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (
      id text, serial int, "buyerId" text, status order_status, "totalMinor" int, "placedAt" timestamptz,
      "closedAt" timestamptz
    )`;
}

type LineRow = SampleOrder['lines'][number] & { orderId: string; position: number };

function* linesOfAll(all: Iterable<SampleOrder>): Generator<LineRow> {
  for (const { id, lines } of all)
    for (const [at, line] of lines.entries()) yield { ...line, orderId: id, position: at + 1 };
}

const insertLines = (tx: Tx, rows: LineRow[]) => tx.$executeRaw`
  INSERT INTO order_lines (order_id, position, product_id, sku, quantity, unit_price_minor, ships_from)
  SELECT "orderId", position, "productId", sku, quantity, "unitPriceMinor", "shipsFrom"
  FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (
    "orderId" text, position int, "productId" text, sku text, quantity int, "unitPriceMinor" int, "shipsFrom" text[]
  )`;
