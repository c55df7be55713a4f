import type { WantedLine } from './order.js';

export const LINES_MAX = 50;
export const LINE_QUANTITY_MAX = 100;
export const IDEMPOTENCY_KEY_LENGTH_MIN = 8;
export const IDEMPOTENCY_KEY_LENGTH_MAX = 64;
/** What fits into GraphQL's Int. */
export const TOTAL_MINOR_MAX = 2_147_483_647;

export interface OrderRequest {
  idempotencyKey: string;
  lines: readonly WantedLine[];
}

/** What is wrong with a request, in words for its author; undefined when nothing is. */
export function findRequestProblem({ idempotencyKey, lines }: OrderRequest): string | undefined {
  if (!isBetween(idempotencyKey.length, IDEMPOTENCY_KEY_LENGTH_MIN, IDEMPOTENCY_KEY_LENGTH_MAX))
    return `idempotencyKey must have ${IDEMPOTENCY_KEY_LENGTH_MIN} to ${IDEMPOTENCY_KEY_LENGTH_MAX} characters.`;
  if (!isBetween(lines.length, 1, LINES_MAX)) return `An order must have 1 to ${LINES_MAX} lines.`;
  if (lines.some(({ quantity }) => !isBetween(quantity, 1, LINE_QUANTITY_MAX)))
    return `A line's quantity must be between 1 and ${LINE_QUANTITY_MAX}.`;
  if (new Set(lines.map(({ productId }) => productId)).size < lines.length)
    return 'Each product may be in one line only.';
  return undefined;
}

/** What a product costs at this moment. */
export interface Quote {
  productId: string;
  sku: string;
  unitPriceMinor: number;
  currency: string;
}

export interface PricedLine extends WantedLine {
  sku: string;
  unitPriceMinor: number;
}

export type PriceResult =
  | { kind: 'priced'; lines: readonly PricedLine[]; totalMinor: number; currency: string }
  | { kind: 'not found'; productId: string }
  | { kind: 'invalid'; problem: string };

/** Puts prices to lines. Every product must have a quote, all in one currency. */
export function priceLines(wanted: readonly WantedLine[], quotes: readonly Quote[]): PriceResult {
  const quoteOf = new Map(quotes.map((quote) => [quote.productId, quote]));
  const lines: PricedLine[] = [];
  for (const line of wanted) {
    const quote = quoteOf.get(line.productId);
    if (!quote) return { kind: 'not found', productId: line.productId };
    lines.push({ ...line, sku: quote.sku, unitPriceMinor: quote.unitPriceMinor });
  }
  const currencies = new Set(quotes.map(({ currency }) => currency));
  const [currency] = currencies;
  if (currency === undefined || currencies.size > 1)
    return { kind: 'invalid', problem: 'All products of an order must have their price in one currency.' };
  const totalMinor = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  if (totalMinor > TOTAL_MINOR_MAX)
    return { kind: 'invalid', problem: 'The order is too large. Split it into several.' };
  return { kind: 'priced', lines, totalMinor, currency };
}

const isBetween = (value: number, min: number, max: number): boolean => value >= min && value <= max;
