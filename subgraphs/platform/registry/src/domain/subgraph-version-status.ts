export type SubgraphVersionStatus = 'ACTIVE' | 'SUPERSEDED' | 'REFUSED' | 'DELETED';

/** What is known about a version; the version itself never changes. */
export interface VersionStanding {
  /** Never part of a supergraph. */
  readonly refused: boolean;
  /** In its variant's active set now. */
  readonly active: boolean;
  /** An accepted deletion took it out of the active set. */
  readonly removed: boolean;
}

export function subgraphVersionStatus({ refused, active, removed }: VersionStanding): SubgraphVersionStatus {
  if (refused) return 'REFUSED';
  if (active) return 'ACTIVE';
  return removed ? 'DELETED' : 'SUPERSEDED';
}
