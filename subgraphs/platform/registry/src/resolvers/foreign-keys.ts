/** What the registry knows of identity's entities: their keys, and nothing else. */
export interface OrganisationKey {
  readonly id: string;
}

export interface ActorKey {
  readonly id: string;
}
