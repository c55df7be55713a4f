import type { Services } from '../services.js';

/** Uses of keys that others verified; none lies in the future. */
export function noteKeyUses(
  { usedKeys, now }: Services,
  uses: readonly { keyId: string; usedAt: Date }[],
): void {
  for (const { keyId, usedAt } of uses) usedKeys.note(keyId, usedAt > now() ? now() : usedAt);
}
