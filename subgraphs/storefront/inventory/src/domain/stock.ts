export interface Warehouse {
  code: string;
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

/** A product in a warehouse: 0 <= reserved <= onHand. */
export interface StockLevel {
  productId: string;
  warehouseCode: string;
  onHand: number;
  reserved: number;
}

export type Availability = 'IN_STOCK' | 'LOW_STOCK' | 'OUT_OF_STOCK';

/** With this many or fewer left, a product is shown as running low. */
export const LOW_STOCK_QUANTITY_MAX = 5;

/** How many can be ordered now. */
export const availableIn = ({ onHand, reserved }: StockLevel): number => onHand - reserved;

export const availableInAll = (levels: readonly StockLevel[]): number =>
  levels.reduce((sum, level) => sum + availableIn(level), 0);

export function availabilityOf(quantity: number): Availability {
  if (quantity <= 0) return 'OUT_OF_STOCK';
  return quantity <= LOW_STOCK_QUANTITY_MAX ? 'LOW_STOCK' : 'IN_STOCK';
}
