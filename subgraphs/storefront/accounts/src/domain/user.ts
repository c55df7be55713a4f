export type LoyaltyTier = 'BASIC' | 'SILVER' | 'GOLD';

export interface User {
  id: string;
  /** Lower case, unique; never changes. */
  handle: string;
  name: string;
  /** Lower case, unique. */
  email: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  tier: LoyaltyTier;
  registeredAt: Date;
}

/** What a user says about itself. */
export interface Profile {
  name: string;
  email: string;
  country: string;
}
