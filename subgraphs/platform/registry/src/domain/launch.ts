/**
 * A launch, from the decision to the gateways.
 *
 *                        composes                    pointer moved to it
 *      (change asked) ──────────────▶ PENDING ─────────────────────────────▶ COMPLETED
 *            │
 *            ├── does not compose, or the gateway could not serve it ──────▶ REFUSED
 *            │
 *            └── composer over its time or memory, or it broke down ───────▶ FAILED
 *
 * A launch is recorded with its first status in the transaction that takes its number. Only PENDING moves on; the
 * three others are for ever. Pending launches of a variant complete in the order of their numbers, so none is overtaken.
 */
export const LAUNCH_STATUSES = ['PENDING', 'COMPLETED', 'REFUSED', 'FAILED'] as const;
export type LaunchStatus = (typeof LAUNCH_STATUSES)[number];

export type LaunchCause = 'PUBLISH' | 'DELETE';

export type LaunchEvent = 'pointer-moved';

/** The status after `event`; undefined when the event cannot happen to a launch of this status. */
export function nextLaunchStatus(status: LaunchStatus, event: LaunchEvent): LaunchStatus | undefined {
  switch (status) {
    case 'PENDING':
      return event === 'pointer-moved' ? 'COMPLETED' : undefined;
    case 'COMPLETED':
    case 'REFUSED':
    case 'FAILED':
      return undefined;
  }
}

export const isLaunchEnded = (status: LaunchStatus): boolean => status !== 'PENDING';

/**
 * What one step of the launch runner does: every pending launch of a variant completes, and the pointer goes to the
 * newest of them, never backwards. `pending` in any order; null when there is nothing to do.
 */
export function planCompletion<Pending extends { readonly sequence: number; readonly status: LaunchStatus }>(
  pending: readonly Pending[],
  currentSequence: number | null,
): { complete: readonly Pending[]; pointTo: Pending | null } | null {
  const complete = pending
    .filter(({ status }) => nextLaunchStatus(status, 'pointer-moved') === 'COMPLETED')
    .toSorted((a, b) => a.sequence - b.sequence);
  const newest = complete.at(-1);
  if (!newest) return null;
  return { complete, pointTo: newest.sequence > (currentSequence ?? 0) ? newest : null };
}
