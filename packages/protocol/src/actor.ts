import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { isPermission, PERMISSIONS, type Permission } from './permissions.js';

/**
 * Who asks, as the platform gateway tells the platform subgraphs.
 *
 *   client --(API key)--> platform gateway --(authenticates once, at identity)-->
 *     platform subgraph receives `kontor-actor: <base64url(JSON claims)>.<base64url(HMAC-SHA256)>`
 *
 * The header lives 60 s and is signed with a key that only Kontor's own processes can read.
 */
export const ACTOR_HEADER = 'kontor-actor';
export const ACTOR_LIFE_MS = 60_000;

export const actorSchema = z.object({
  id: z.string().min(1),
  kind: z.enum(['PERSON', 'MACHINE', 'SYSTEM']),
  name: z.string(),
  /** The organisation the key belongs to; null only for Kontor's own processes (kind SYSTEM). */
  organisationId: z.string().nullable(),
  /**
   * Already the intersection of the member's role and the key's own permissions. One that this process does not know comes
   * from a newer one, and allows nothing here.
   */
  permissions: z.array(z.string()).transform((names) => names.filter(isPermission)),
  /** Graph names the key is scoped to; null means every graph of the organisation. */
  graphs: z.array(z.string()).nullable(),
  /** The key that was used; null for Kontor's own processes. */
  keyId: z.string().nullable(),
});

export type Actor = z.infer<typeof actorSchema>;

const claimsSchema = z.object({ v: z.literal(1), actor: actorSchema, exp: z.number().int() });

/** Kontor's own processes among themselves: registry asking identity, the launcher's first steps. */
export const SYSTEM_ACTOR: Actor = {
  id: 'system',
  kind: 'SYSTEM',
  name: 'kontor',
  organisationId: null,
  permissions: [...PERMISSIONS],
  graphs: null,
  keyId: null,
};

/** Returns the value of the `kontor-actor` header, valid for {@link ACTOR_LIFE_MS} from `nowMs`. */
export function signActor(actor: Actor, signingKey: Uint8Array, nowMs: number = Date.now()): string {
  const claims = { v: 1, actor, exp: nowMs + ACTOR_LIFE_MS } satisfies z.infer<typeof claimsSchema>;
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${payload}.${hmac(payload, signingKey).toString('base64url')}`;
}

export type ActorVerdict =
  | { kind: 'valid'; actor: Actor }
  | { kind: 'refused'; why: 'missing' | 'malformed' | 'signature' | 'expired' };

/** Checks signature (in constant time), age and shape of a `kontor-actor` header. Never throws on bad input. */
export function verifyActor(
  header: string | undefined,
  signingKey: Uint8Array,
  nowMs: number = Date.now(),
): ActorVerdict {
  if (!header) return { kind: 'refused', why: 'missing' };
  const [payload, signature, ...rest] = header.split('.');
  if (!payload || !signature || rest.length > 0) return { kind: 'refused', why: 'malformed' };
  const given = Buffer.from(signature, 'base64url');
  const expected = hmac(payload, signingKey);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return { kind: 'refused', why: 'signature' };
  const claims = claimsSchema.safeParse(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
  if (!claims.success) return { kind: 'refused', why: 'malformed' };
  // An expiry further off than a life ahead was not written by us at an honest time.
  if (claims.data.exp <= nowMs || claims.data.exp > nowMs + 2 * ACTOR_LIFE_MS)
    return { kind: 'refused', why: 'expired' };
  return { kind: 'valid', actor: claims.data.actor };
}

/** May this actor do `permission` on `graph` (a graph's name and owner), or organisation-wide when `graph` is absent? */
export function actorMay(
  actor: Actor,
  permission: Permission,
  on: { organisationId: string; graphName?: string },
): boolean {
  if (actor.kind === 'SYSTEM') return true;
  if (!actor.permissions.includes(permission)) return false;
  if (actor.organisationId !== on.organisationId) return false;
  if (actor.graphs === null) return true;
  return on.graphName !== undefined && actor.graphs.includes(on.graphName);
}

const hmac = (payload: string, key: Uint8Array) => createHmac('sha256', key).update(payload).digest();

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
