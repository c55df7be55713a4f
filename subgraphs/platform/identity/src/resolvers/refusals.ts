import { codedError } from '@kontor/subgraph';
import { isRefused, type Refused } from '../domain/result.js';

/** The rest of a result union; a refusal becomes an error of the answer. */
export function unwrap<T extends { kind: string }>(result: T | Refused): Exclude<T, Refused> {
  if (isRefused(result)) throw codedError(result.code, result.message);
  return result as Exclude<T, Refused>;
}

export function throwIfRefused(refused: Refused | undefined): void {
  if (refused) throw codedError(refused.code, refused.message);
}

/** What an authorised parent points to exists: a gap would be a defect of ours, and loud. */
export function mustExist<T>(value: T | null | undefined, what: string): T {
  if (value == null) throw new Error(`${what} is missing`);
  return value;
}
