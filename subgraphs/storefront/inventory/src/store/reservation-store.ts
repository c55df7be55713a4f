import { isUniqueViolation, retrySerializable } from '@kontor/subgraph';
import type { Allocation, AllocationResult, ShortLine } from '../domain/allocate.js';
import type { Reservation, StockEffect, Transition } from '../domain/reservation.js';
import type { StockLevel } from '../domain/stock.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Tx = Prisma.TransactionClient;

export type ReserveOutcome =
  | { kind: 'reserved'; reservation: Reservation }
  /** There was one of this id already; nothing was changed. */
  | { kind: 'existing'; reservation: Reservation }
  | { kind: 'short'; lines: readonly ShortLine[] };

export interface ReservationStore {
  /**
   * Makes the reservation that `decide` allocates, given the levels of these products as they are, and as they stay
   * until it is written. Two at once for the same product: one waits for the other.
   */
  reserve(
    wanted: { id: string; productIds: readonly string[]; expiresAt: Date },
    decide: (levels: readonly StockLevel[]) => AllocationResult,
  ): Promise<ReserveOutcome>;
  /** Moves a reservation as `decide` says, goods included; null when there is none of this id. */
  move(id: string, decide: (reservation: Reservation) => Transition): Promise<Reservation | null>;
  /** Records an id as released without goods, unless there is a reservation of this id. */
  recordReleased(id: string, at: Date): Promise<void>;
  /** Active reservations whose time is over, longest overdue first. */
  overdue(now: Date, limit: number): Promise<string[]>;
}

export function createReservationStore(prisma: PrismaClient): ReservationStore {
  const inTransaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    // Locks are taken in one order, so a deadlock is not to be expected; if there is one, the loser tries again.
    retrySerializable(() => prisma.$transaction(work));

  return {
    reserve: (wanted, decide) => againAfterRace(() => inTransaction((tx) => reserveIn(tx, wanted, decide))),
    move: (id, decide) => inTransaction((tx) => moveIn(tx, id, decide)),
    recordReleased: async (id, at) => {
      await prisma.reservation.createMany({
        data: { id, status: 'RELEASED', expiresAt: at },
        skipDuplicates: true,
      });
    },
    overdue: async (now, limit) => {
      const rows = await prisma.reservation.findMany({
        where: { status: 'ACTIVE', expiresAt: { lte: now } },
        orderBy: { expiresAt: 'asc' },
        take: limit,
        select: { id: true },
      });
      return rows.map(({ id }) => id);
    },
  };
}

/** When the same id was written between our look and our insert, the second try finds it. */
async function againAfterRace<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return work();
  }
}

async function reserveIn(
  tx: Tx,
  { id, productIds, expiresAt }: { id: string; productIds: readonly string[]; expiresAt: Date },
  decide: (levels: readonly StockLevel[]) => AllocationResult,
): Promise<ReserveOutcome> {
  const levels = await lockLevels(tx, productIds);
  const existing = await find(tx, id);
  if (existing) return { kind: 'existing', reservation: existing };

  const decision = decide(levels);
  if (decision.kind === 'short') return decision;

  const { allocations } = decision;
  await tx.reservation.create({
    data: { id, status: 'ACTIVE', expiresAt, allocations: { createMany: { data: [...allocations] } } },
  });
  await changeLevels(tx, allocations, { onHand: 0, reserved: 1 });
  return { kind: 'reserved', reservation: { id, status: 'ACTIVE', allocations, expiresAt } };
}

async function moveIn(
  tx: Tx,
  id: string,
  decide: (reservation: Reservation) => Transition,
): Promise<Reservation | null> {
  await tx.$queryRaw`SELECT 1 FROM reservations WHERE id = ${id} FOR UPDATE`;
  const reservation = await find(tx, id);
  if (!reservation) return null;
  const transition = decide(reservation);
  if (transition.kind === 'stay') return reservation;

  const { allocations } = reservation;
  await lockLevels(
    tx,
    allocations.map(({ productId }) => productId),
  );
  await changeLevels(tx, allocations, SIGNS[transition.goods]);
  await tx.reservation.update({ where: { id, status: transition.from }, data: { status: transition.to } });
  return { ...reservation, status: transition.to };
}

/** How each allocated piece changes its level. */
const SIGNS: Readonly<Record<StockEffect, { onHand: -1 | 0 | 1; reserved: -1 | 0 | 1 }>> = {
  leave: { onHand: -1, reserved: -1 },
  'become free': { onHand: 0, reserved: -1 },
  return: { onHand: 1, reserved: 0 },
};

async function find(tx: Tx, id: string): Promise<Reservation | null> {
  return tx.reservation.findUnique({
    where: { id },
    include: {
      allocations: {
        omit: { reservationId: true },
        orderBy: [{ productId: 'asc' }, { warehouseCode: 'asc' }],
      },
    },
  });
}

/** Always in the order of the key: two transactions that want the same levels wait, they do not block each other. */
const lockLevels = (tx: Tx, productIds: readonly string[]): Promise<StockLevel[]> => tx.$queryRaw<
  StockLevel[]
>`
  SELECT product_id AS "productId", warehouse_code AS "warehouseCode", on_hand AS "onHand", reserved
  FROM stock_levels
  WHERE product_id = ANY (${[...productIds]}::text[])
  ORDER BY product_id, warehouse_code
  FOR UPDATE`;

/** Changes all levels in one statement that touches none that would end below zero or above what is on hand. */
async function changeLevels(
  tx: Tx,
  allocations: readonly Allocation[],
  signs: { onHand: -1 | 0 | 1; reserved: -1 | 0 | 1 },
): Promise<void> {
  const changed = await tx.$executeRaw`
    UPDATE stock_levels AS level
    SET on_hand = level.on_hand + ${signs.onHand}::int * allocation.quantity,
      reserved = level.reserved + ${signs.reserved}::int * allocation.quantity
    FROM unnest(
      ${allocations.map(({ productId }) => productId)}::text[],
      ${allocations.map(({ warehouseCode }) => warehouseCode)}::text[],
      ${allocations.map(({ quantity }) => quantity)}::int[]
    ) AS allocation (product_id, warehouse_code, quantity)
    WHERE level.product_id = allocation.product_id
      AND level.warehouse_code = allocation.warehouse_code
      AND level.reserved + ${signs.reserved}::int * allocation.quantity
        BETWEEN 0 AND level.on_hand + ${signs.onHand}::int * allocation.quantity`;
  // The levels are locked and were looked at: anything else is a defect, and the transaction must not be kept.
  if (changed !== allocations.length)
    throw new Error(`${changed} of ${allocations.length} stock levels could be changed.`);
}
