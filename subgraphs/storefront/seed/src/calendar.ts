/** The shop's calendar, in milliseconds since 1970. Goods and users were there before the first order. */
export const OPENED_MS = Date.parse('2019-03-04T08:00:00.000Z');
export const FIRST_ORDER_MS = Date.parse('2023-01-09T08:00:00.000Z');
/** Nothing happens after this. */
export const LAST_DAY_MS = Date.parse('2026-10-31T20:00:00.000Z');

/** A moment between two; `share` 0 is the first, 1 the second. */
export const momentBetween = (fromMs: number, toMs: number, share: number): Date =>
  new Date(fromMs + Math.floor(share * (toMs - fromMs)));
