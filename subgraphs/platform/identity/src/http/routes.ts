import { sendError } from '@kontor/http';
import type { Actor } from '@kontor/protocol';
import { isDatabaseUnavailable } from '@kontor/subgraph';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { authenticateKey } from '../actions/authenticate-key.js';
import { noteKeyUses } from '../actions/note-key-uses.js';
import { readKeySnapshot } from '../actions/read-key-snapshot.js';
import type { Services } from '../services.js';
import { actorIn } from './require-actor.js';

/**
 * For Kontor's own processes only (system actor), because whoever may call them sees every key's hash or actor:
 *
 *   POST <path>/authenticate   { key }                       -> { actor } | 401 KEY_INVALID
 *   GET  <path>/key-snapshot                                 -> { keys: [{ id, hash, actor, expiresAt }] }
 *   POST <path>/key-uses       { uses: [{ keyId, usedAt }] } -> 204; from those who verify keys against a snapshot
 */
export function serveKeys(app: FastifyInstance, path: string, options: KeyRoutesOptions): void {
  app.register(async (scope) => {
    nameDatabaseErrors(scope);
    addKeyRoutes(scope, path, options);
  });
}

interface KeyRoutesOptions {
  services: Services;
  signingKey: Uint8Array;
}

/** Whoever asks must be able to tell "not accepted" from "not now". */
function nameDatabaseErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    if (!isDatabaseUnavailable(error)) throw error;
    request.log.error({ err: error }, 'the database did not answer');
    return sendError(reply, 'DATABASE_UNAVAILABLE');
  });
}

function addKeyRoutes(app: FastifyInstance, path: string, { services, signingKey }: KeyRoutesOptions): void {
  const systemOnly = async (request: FastifyRequest, reply: FastifyReply) => {
    const verdict = actorIn(request.headers, signingKey, services.now());
    if (verdict.kind === 'refused') return sendError(reply, 'ACTOR_REQUIRED');
    if (!isSystem(verdict.actor))
      return sendError(reply, 'PERMISSION_DENIED', 'Only Kontor itself may ask this.');
    return undefined;
  };

  app.post(`${path}/authenticate`, { onRequest: systemOnly }, async (request, reply) => {
    const body = authenticateBody.safeParse(request.body);
    if (!body.success) return sendError(reply, 'REQUEST_INVALID', 'The body must be { "key": "..." }.');
    const result = await authenticateKey(services, body.data.key);
    if (result.kind === 'refused') return sendError(reply, result.code, result.message);
    return { actor: result.actor };
  });

  app.get(`${path}/key-snapshot`, { onRequest: systemOnly }, () => readKeySnapshot(services));

  app.post(`${path}/key-uses`, { onRequest: systemOnly }, async (request, reply) => {
    const body = keyUsesBody.safeParse(request.body);
    if (!body.success)
      return sendError(
        reply,
        'REQUEST_INVALID',
        'The body must be { "uses": [{ "keyId": "...", "usedAt": "..." }] }.',
      );
    noteKeyUses(services, body.data.uses);
    return reply.code(204).send();
  });
}

const SECRET_LENGTH_MAX = 256;
const KEY_USES_MAX = 1_000;

const authenticateBody = z.object({ key: z.string().max(SECRET_LENGTH_MAX) });
const keyUsesBody = z.object({
  uses: z
    .array(
      z.object({
        keyId: z.string().regex(/^[a-z0-9]{16}$/),
        usedAt: z.iso.datetime().transform((at) => new Date(at)),
      }),
    )
    .max(KEY_USES_MAX),
});

const isSystem = (actor: Actor): boolean => actor.kind === 'SYSTEM';
