import type { WantedLine } from './allocate.js';

export const LINES_MAX = 50;
export const LINE_QUANTITY_MAX = 1_000;
export const RESERVATION_ID_LENGTH_MAX = 64;
export const HOLD_SECONDS_MIN = 10;
/** As in schema.graphql. */
export const HOLD_SECONDS_DEFAULT = 900;
export const HOLD_SECONDS_MAX = 86_400;
export const DELIVERY_NUMBER_LENGTH_MAX = 64;
export const DELIVERY_QUANTITY_MAX = 100_000;

/** What is wrong with a reservation's id, in words for its author; undefined when nothing is. */
export const findReservationIdProblem = (id: string): string | undefined =>
  hasLength(id, 1, RESERVATION_ID_LENGTH_MAX)
    ? undefined
    : `The reservation id must have 1 to ${RESERVATION_ID_LENGTH_MAX} characters.`;

/** What is wrong with a reservation asked for; undefined when nothing is. */
export function findReserveProblem(input: {
  reservationId: string;
  lines: readonly WantedLine[];
  holdSeconds: number;
}): string | undefined {
  const { reservationId, lines, holdSeconds } = input;
  if (!isBetween(holdSeconds, HOLD_SECONDS_MIN, HOLD_SECONDS_MAX))
    return `holdSeconds must be between ${HOLD_SECONDS_MIN} and ${HOLD_SECONDS_MAX}.`;
  if (!isBetween(lines.length, 1, LINES_MAX)) return `There must be 1 to ${LINES_MAX} lines.`;
  if (lines.some(({ quantity }) => !isBetween(quantity, 1, LINE_QUANTITY_MAX)))
    return `A line's quantity must be between 1 and ${LINE_QUANTITY_MAX}.`;
  if (new Set(lines.map(({ productId }) => productId)).size < lines.length)
    return 'Each product may be in one line only.';
  return findReservationIdProblem(reservationId);
}

/** What is wrong with a delivery; undefined when nothing is. */
export function findDeliveryProblem(delivery: {
  deliveryNumber: string;
  productId: string;
  quantity: number;
}): string | undefined {
  if (!hasLength(delivery.deliveryNumber.trim(), 1, DELIVERY_NUMBER_LENGTH_MAX))
    return `deliveryNumber must have 1 to ${DELIVERY_NUMBER_LENGTH_MAX} characters.`;
  if (!hasLength(delivery.productId, 1, 64)) return 'productId must have 1 to 64 characters.';
  if (!isBetween(delivery.quantity, 1, DELIVERY_QUANTITY_MAX))
    return `quantity must be between 1 and ${DELIVERY_QUANTITY_MAX}.`;
  return undefined;
}

const isBetween = (value: number, min: number, max: number): boolean => value >= min && value <= max;
const hasLength = (text: string, min: number, max: number): boolean => isBetween(text.length, min, max);
