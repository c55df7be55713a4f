import { isUniqueViolation } from '@kontor/subgraph';
import type { Order, OrderLine, OrderWithLines, ShortLine } from '../domain/order.js';
import type { OrderStatus } from '../domain/order-state.js';
import type { Prisma, PrismaClient } from './generated/client.js';
import type { OrderModel } from './generated/models.js';

/** Where a page begins: behind this order, latest first. */
export type After = readonly [placedAt: Date, id: string] | null;

/** One page of the orders of one buyer, latest first. */
export interface OrdersOf {
  buyerId: string;
  take: number;
  after: After;
}

/** An order together with the page it was asked for. */
export interface FoundOrder {
  page: OrdersOf;
  order: Order;
}

/** An order before it is written. */
export interface OrderDraft {
  id: string;
  buyerId: string;
  idempotencyKey: string;
  totalMinor: number;
  currency: string;
  placedAt: Date;
  /** When the job looks at it unless its request has brought it to rest. */
  nextAttemptAt: Date;
  lines: readonly Omit<OrderLine, 'orderId' | 'position' | 'shipsFrom'>[];
}

/** Where an order goes from the status it is known to have, and what is written with it. */
export type Move =
  | { to: 'PLACED'; shipsFrom: readonly { productId: string; warehouseCodes: readonly string[] }[] }
  | { to: 'REJECTED'; at: Date; shortage: readonly ShortLine[] }
  | { to: 'CANCELLING'; at: Date; nextAttemptAt: Date }
  | { to: 'CANCELLED' };

export interface OrderStore {
  byIds(ids: readonly string[]): Promise<Order[]>;
  bySerials(serials: readonly number[]): Promise<Order[]>;
  list(page: { status: OrderStatus | undefined; take: number; after: After }): Promise<Order[]>;
  count(status: OrderStatus | undefined): Promise<number>;
  /** Many buyers' pages in one statement. */
  ofBuyers(pages: readonly OrdersOf[]): Promise<FoundOrder[]>;
  countByBuyer(ids: readonly string[]): Promise<{ buyerId: string; count: number }[]>;
  /** The lines of many orders, each order's in their order. */
  linesOfOrders(ids: readonly string[]): Promise<OrderLine[]>;
  find(id: string): Promise<OrderWithLines | null>;
  findByKey(key: { buyerId: string; idempotencyKey: string }): Promise<OrderWithLines | null>;
  /** PENDING; null when the buyer has an order with this key. */
  create(draft: OrderDraft): Promise<OrderWithLines | null>;
  /** Moves the order if it still has the status `from`; changes nothing otherwise. */
  move(id: string, from: OrderStatus, move: Move): Promise<void>;
  /**
   * Orders at work whose time has come, at most `limit`, longest waiting first. Each is given out to one caller and not
   * again before `leaseUntil`.
   */
  claimDue(now: Date, leaseUntil: Date, limit: number): Promise<{ id: string; attempts: number }[]>;
  postpone(id: string, nextAttemptAt: Date): Promise<void>;
}

const WITH_LINES = { lines: { orderBy: { position: 'asc' } } } as const;

export const createOrderStore = (prisma: PrismaClient): OrderStore => ({
  byIds: async (ids) => (await prisma.order.findMany({ where: { id: { in: [...ids] } } })).map(toOrder),
  bySerials: async (serials) =>
    (await prisma.order.findMany({ where: { serial: { in: [...serials] } } })).map(toOrder),
  list: async ({ status, take, after }) => {
    const rows = await prisma.order.findMany({
      where: { ...(status && { status }), ...(after && behind(after)) },
      orderBy: [{ placedAt: 'desc' }, { id: 'desc' }],
      take,
    });
    return rows.map(toOrder);
  },
  count: (status) => prisma.order.count({ where: { ...(status && { status }) } }),
  ofBuyers: (pages) => findPages(prisma, pages),
  countByBuyer: async (ids) => {
    const groups = await prisma.order.groupBy({
      by: 'buyerId',
      where: { buyerId: { in: [...ids] } },
      _count: true,
    });
    return groups.map(({ buyerId, _count }) => ({ buyerId, count: _count }));
  },
  linesOfOrders: (ids) =>
    prisma.orderLine.findMany({
      where: { orderId: { in: [...ids] } },
      orderBy: [{ orderId: 'asc' }, { position: 'asc' }],
    }),
  find: async (id) => {
    const row = await prisma.order.findUnique({ where: { id }, include: WITH_LINES });
    return row && { ...toOrder(row), lines: row.lines };
  },
  findByKey: async (key) => {
    const row = await prisma.order.findUnique({
      where: { buyerId_idempotencyKey: key },
      include: WITH_LINES,
    });
    return row && { ...toOrder(row), lines: row.lines };
  },
  create: async ({ lines, ...order }) => {
    const data = lines.map((line, at) => ({ ...line, position: at + 1, shipsFrom: [] }));
    try {
      const row = await prisma.order.create({
        data: { ...order, status: 'PENDING', lines: { createMany: { data } } },
        include: WITH_LINES,
      });
      return { ...toOrder(row), lines: row.lines };
    } catch (error) {
      if (isUniqueViolation(error, 'buyer_id', 'idempotency_key')) return null;
      throw error;
    }
  },
  move: async (id, from, move) => {
    const where = { id, status: from };
    const data = columnsOf(move);
    if (move.to !== 'PLACED') {
      await prisma.order.updateMany({ where, data });
      return;
    }
    await prisma.$transaction(async (tx) => {
      const { count } = await tx.order.updateMany({ where, data });
      if (count === 1) await writeShipsFrom(tx, id, move.shipsFrom);
    });
  },
  claimDue: (now, leaseUntil, limit) => prisma.$queryRaw<{ id: string; attempts: number }[]>`
    UPDATE orders SET next_attempt_at = ${leaseUntil}, attempts = attempts + 1
    WHERE id IN (
      SELECT id FROM orders WHERE next_attempt_at <= ${now}
      ORDER BY next_attempt_at LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    )
    RETURNING id, attempts`,
  postpone: async (id, nextAttemptAt) => {
    // Not null only while it is at work: what has come to rest must stay there.
    await prisma.order.updateMany({ where: { id, nextAttemptAt: { not: null } }, data: { nextAttemptAt } });
  },
});

/** The first condition alone bounds the walk through the index; the second takes away what comes before. */
const behind = ([placedAt, id]: NonNullable<After>): Prisma.OrderWhereInput => ({
  placedAt: { lte: placedAt },
  OR: [{ placedAt: { lt: placedAt } }, { id: { lt: id } }],
});

function columnsOf(move: Move): Prisma.OrderUpdateManyMutationInput {
  switch (move.to) {
    case 'PLACED':
    case 'CANCELLED':
      return { status: move.to, nextAttemptAt: null };
    case 'REJECTED':
      return {
        status: move.to,
        nextAttemptAt: null,
        closedAt: move.at,
        shortage: move.shortage.map((line) => ({ ...line })),
      };
    case 'CANCELLING':
      return { status: move.to, nextAttemptAt: move.nextAttemptAt, attempts: 0, closedAt: move.at };
  }
}

const writeShipsFrom = (
  tx: Prisma.TransactionClient,
  orderId: string,
  shipsFrom: readonly { productId: string; warehouseCodes: readonly string[] }[],
) => tx.$executeRaw`
  UPDATE order_lines AS line SET ships_from = source."warehouseCodes"
  FROM json_to_recordset(${JSON.stringify(shipsFrom)}::json) AS source ("productId" text, "warehouseCodes" text[])
  WHERE line.order_id = ${orderId} AND line.product_id = source."productId"`;

/** Every wanted page by one walk of its own through the index on (buyer_id, placed_at, id). */
async function findPages(prisma: PrismaClient, pages: readonly OrdersOf[]): Promise<FoundOrder[]> {
  const rows = await prisma.$queryRaw<
    (Omit<Order, 'shortage'> & { nth: number; shortage: Prisma.JsonValue })[]
  >`
    SELECT wanted.nth::int, found.*
    FROM unnest(
      ${pages.map(({ buyerId }) => buyerId)}::text[],
      ${pages.map(({ take }) => take)}::int[],
      ${pages.map(({ after }) => after?.[0].toISOString() ?? 'infinity')}::timestamptz[],
      ${pages.map(({ after }) => after?.[1] ?? '')}::text[]
    ) WITH ORDINALITY AS wanted (buyer_id, take, after_placed_at, after_id, nth)
    CROSS JOIN LATERAL (
      SELECT id, serial, buyer_id AS "buyerId", status::text AS status, total_minor AS "totalMinor", currency,
        placed_at AS "placedAt", closed_at AS "closedAt", shortage
      FROM orders
      WHERE buyer_id = wanted.buyer_id AND (placed_at, id) < (wanted.after_placed_at, wanted.after_id)
      ORDER BY placed_at DESC, id DESC
      LIMIT wanted.take
    ) AS found
    ORDER BY wanted.nth, found."placedAt" DESC, found.id DESC`;
  return rows.flatMap(({ nth, shortage, ...order }) => {
    const page = pages[nth - 1];
    return page ? [{ page, order: { ...order, shortage: toShortage(shortage) } }] : [];
  });
}

const toOrder = ({
  id,
  serial,
  buyerId,
  status,
  totalMinor,
  currency,
  placedAt,
  closedAt,
  shortage,
}: OrderModel): Order => ({
  id,
  serial,
  buyerId,
  status,
  totalMinor,
  currency,
  placedAt,
  closedAt,
  shortage: toShortage(shortage),
});

/** Written by `columnsOf` and nobody else. */
const toShortage = (shortage: Prisma.JsonValue): readonly ShortLine[] | null =>
  shortage as ShortLine[] | null;
