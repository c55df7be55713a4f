import * as z from 'zod';

/**
 * `KONTOR_HOME/credentials` (mode 0600, JSON): the keys that the first start created. Each is the key's only copy in
 * the clear; the database holds hashes.
 */
export const credentialsSchema = z.object({
  version: z.literal(1),
  platformUrl: z.string(),
  /** For people and the CLI: everything in the first organisation. */
  adminKey: z.string(),
  /** For `kontor start`: create and publish the storefront graph. */
  launcherKey: z.string(),
  /** For gateways: read supergraphs. */
  gatewayKey: z.string(),
});

export type Credentials = z.infer<typeof credentialsSchema>;

/** A secret looks like `kontor_<key id>_<43 characters base64url>`; the id is not secret and finds the hash. */
export const API_KEY_PATTERN = /^kontor_([a-z0-9]{16})_([A-Za-z0-9_-]{43})$/;
