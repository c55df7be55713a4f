import { ERROR_CODES } from '@kontor/protocol';
import { codedError } from './coded-error.js';
import { isSerializationFailure } from './prisma-errors.js';

export interface RetryLimits {
  attemptsMax?: number;
  /** The wait before the second attempt; it doubles each time, and half of it is random. */
  firstDelayMs?: number;
  delayMsMax?: number;
}

/**
 * Runs a transaction at isolation SERIALIZABLE again when it lost against another (expect it on hot rows). `work` must
 * hold the whole transaction and nothing that cannot be repeated. Throws WRITE_CONFLICT when every attempt lost.
 */
export async function retrySerializable<T>(
  work: (attempt: number) => Promise<T>,
  { attemptsMax = 10, firstDelayMs = 5, delayMsMax = 200 }: RetryLimits = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!isSerializationFailure(error)) throw error;
      if (attempt >= attemptsMax) throw codedError('WRITE_CONFLICT', ERROR_CODES.WRITE_CONFLICT.what);
      const delayMs = Math.min(delayMsMax, firstDelayMs * 2 ** (attempt - 1));
      await new Promise((resolve) => setTimeout(resolve, delayMs * (0.5 + Math.random() / 2)));
    }
  }
}
