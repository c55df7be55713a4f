import * as z from 'zod';

export const API_KEY_FIELDS =
  'id name actor { id kind name } permissions graphs createdAt expiresAt revokedAt lastUsedAt';

export const apiKeyShape = z.object({
  id: z.string(),
  name: z.string(),
  actor: z.object({ id: z.string(), kind: z.string(), name: z.string() }),
  permissions: z.array(z.string()),
  graphs: z.array(z.string()).nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});

export type ApiKeyFacts = z.infer<typeof apiKeyShape>;

/** Revoked and expired keys stay in the list, so that old log lines can be told. */
export function keyState(
  { revokedAt, expiresAt }: ApiKeyFacts,
  nowMs: number,
): 'active' | 'revoked' | 'expired' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs ? 'expired' : 'active';
}
