const PREFIX = 'K-';
/** So that a first order does not look like one. */
const OFFSET = 100_000;
const SERIAL_MAX = 2_147_483_647;

/** The number that buyers see, such as `K-100417`. */
export const toOrderNumber = (serial: number): string => `${PREFIX}${OFFSET + serial}`;

/** The serial of a number as buyers write it, in any case; undefined when it cannot be one. */
export function readOrderNumber(number: string): number | undefined {
  const digits = /^K-([1-9]\d{5,9})$/.exec(number.trim().toUpperCase())?.[1];
  if (digits === undefined) return undefined;
  const serial = Number(digits) - OFFSET;
  return serial >= 1 && serial <= SERIAL_MAX ? serial : undefined;
}
