import type { Database } from './database.js';
import { createDeliveryStore, type DeliveryStore } from './delivery-store.js';
import { createReservationStore, type ReservationStore } from './reservation-store.js';
import { createStockLevelStore, type StockLevelStore } from './stock-level-store.js';

export interface Stores {
  stockLevels: StockLevelStore;
  reservations: ReservationStore;
  deliveries: DeliveryStore;
}

export const createStores = ({ prisma }: Database): Stores => ({
  stockLevels: createStockLevelStore(prisma),
  reservations: createReservationStore(prisma),
  deliveries: createDeliveryStore(prisma),
});
