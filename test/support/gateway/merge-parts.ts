import type { IncrementalResult, IncrementalStep } from '@kontor/gateway';

/** An answer in parts, put together as a client does it. */
export function mergeParts({ initial }: IncrementalResult, steps: readonly IncrementalStep[]): unknown {
  const whole: unknown = JSON.parse(JSON.stringify(initial.data));
  for (const { completed } of steps)
    for (const { part, data } of completed) mergeInto(at(whole, part.path), JSON.parse(JSON.stringify(data)));
  return whole;
}

/** What is at a path of an answer. */
export const at = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown>)[step], value);

/** Objects and lists are merged, everything else is replaced. */
export function mergeInto(target: unknown, source: unknown): void {
  if (typeof target !== 'object' || target === null || typeof source !== 'object' || source === null) return;
  for (const [key, value] of Object.entries(source)) {
    const known = Object.hasOwn(target, key) ? (target as Record<string, unknown>)[key] : undefined;
    if (typeof known === 'object' && known !== null && typeof value === 'object' && value !== null)
      mergeInto(known, value);
    else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  }
}
