import type { OrderStatus } from './order-state.js';

export interface Order {
  id: string;
  /** What the number that buyers see is made of. */
  serial: number;
  buyerId: string;
  status: OrderStatus;
  /** In the currency's smallest unit. */
  totalMinor: number;
  /** ISO 4217. */
  currency: string;
  placedAt: Date;
  closedAt: Date | null;
  /** What there was too little of, when it was REJECTED. */
  shortage: readonly ShortLine[] | null;
}

export interface OrderLine {
  orderId: string;
  /** 1 for the first. */
  position: number;
  productId: string;
  sku: string;
  quantity: number;
  unitPriceMinor: number;
  /** Codes of warehouses; empty while that is not certain. */
  shipsFrom: readonly string[];
}

export interface OrderWithLines extends Order {
  lines: readonly OrderLine[];
}

/** So many of a product are wanted. */
export interface WantedLine {
  productId: string;
  quantity: number;
}

export interface ShortLine {
  productId: string;
  requested: number;
  available: number;
}

/** Were goods taken out of a warehouse for it, whatever came later? */
export const wasPlaced = ({ lines }: OrderWithLines): boolean =>
  lines.some(({ shipsFrom }) => shipsFrom.length > 0);

/** Does the order hold exactly what these lines want? */
export const isSameRequest = ({ lines }: OrderWithLines, wanted: readonly WantedLine[]): boolean =>
  lines.length === wanted.length &&
  wanted.every(({ productId, quantity }) =>
    lines.some((line) => line.productId === productId && line.quantity === quantity),
  );
