import { ACTOR_HEADER, type Actor, actorSchema, signActor, SYSTEM_ACTOR } from '@kontor/protocol';
import { tracedFetch } from '@kontor/telemetry';
import * as z from 'zod';

const AUTHENTICATE_TIMEOUT_MS = 5_000;
const HTTP_UNAUTHORIZED = 401;

const acceptedSchema = z.object({ actor: actorSchema });
const refusedSchema = z.object({ error: z.object({ code: z.literal('KEY_INVALID'), message: z.string() }) });

export type Authentication =
  | { readonly kind: 'accepted'; readonly actor: Actor }
  | { readonly kind: 'refused' }
  /** Identity did not say either way. */
  | { readonly kind: 'unavailable'; readonly why: string };

/** Asks identity whose key this is. Never throws on what identity does. */
export type Authenticate = (key: string) => Promise<Authentication>;

export function createIdentityClient(options: { identityUrl: string; signingKey: Uint8Array }): Authenticate {
  const url = new URL(`${options.identityUrl.replace(/\/+$/, '')}/authenticate`);
  return async (key) => {
    try {
      const response = await tracedFetch(url, {
        method: 'POST',
        headers: {
          [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, options.signingKey),
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({ key }),
        redirect: 'error',
        signal: AbortSignal.timeout(AUTHENTICATE_TIMEOUT_MS),
      });
      return readAnswer(response.status, await response.json());
    } catch (error) {
      const { message, cause } = error as Error;
      return { kind: 'unavailable', why: cause instanceof Error ? `${message}: ${cause.message}` : message };
    }
  };
}

/** A 401 counts as a refusal only with identity's own code: a proxy's, or a bad signature of ours, says nothing of the key. */
function readAnswer(status: number, body: unknown): Authentication {
  if (status === 200) {
    const accepted = acceptedSchema.safeParse(body);
    return accepted.success
      ? { kind: 'accepted', actor: accepted.data.actor }
      : { kind: 'unavailable', why: 'identity answered in a form unknown here' };
  }
  if (status === HTTP_UNAUTHORIZED && refusedSchema.safeParse(body).success) return { kind: 'refused' };
  return { kind: 'unavailable', why: `identity answered ${status}` };
}
