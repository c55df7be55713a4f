import { isUniqueViolation } from '@kontor/subgraph';
import type { StockLevel } from '../domain/stock.js';
import type { PrismaClient } from './generated/client.js';

export interface Delivery {
  number: string;
  productId: string;
  warehouseCode: string;
  quantity: number;
  bookedAt: Date;
}

export interface DeliveryStore {
  /** Books a delivery and the goods it brings; false when it was booked before, and then changes nothing. */
  book(delivery: Delivery): Promise<boolean>;
  find(delivery: Pick<Delivery, 'number' | 'productId' | 'warehouseCode'>): Promise<Delivery | null>;
}

export const createDeliveryStore = (prisma: PrismaClient): DeliveryStore => ({
  book: async (delivery) => {
    try {
      await prisma.$transaction([
        // First, because its key is what refuses a second booking.
        prisma.delivery.create({ data: delivery }),
        addToLevel(prisma, { ...delivery, onHand: delivery.quantity }),
      ]);
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  },
  find: ({ number, productId, warehouseCode }) =>
    prisma.delivery.findUnique({
      where: { number_productId_warehouseCode: { number, productId, warehouseCode } },
    }),
});

const addToLevel = (
  prisma: PrismaClient,
  { productId, warehouseCode, onHand }: Omit<StockLevel, 'reserved'>,
) => prisma.$executeRaw`
  INSERT INTO stock_levels (product_id, warehouse_code, on_hand)
  VALUES (${productId}, ${warehouseCode}, ${onHand})
  ON CONFLICT (product_id, warehouse_code) DO UPDATE SET on_hand = stock_levels.on_hand + excluded.on_hand`;
