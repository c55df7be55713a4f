import { sendError } from '@kontor/http';
import {
  DELIVERY_WAIT_MS_MAX,
  LAUNCH_ID_HEADER,
  LAUNCH_SEQUENCE_HEADER,
  type GraphRef,
} from '@kontor/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findVariant } from '../actions/find-variant.js';
import type { KeySnapshot } from '../clients/key-snapshot.js';
import type { KeyUses } from '../clients/key-uses.js';
import { admit } from '../domain/access.js';
import { reject, type Rejection } from '../domain/rejection.js';
import type { PointerRecord, VariantInGraph } from '../store/records.js';
import type { Store } from '../store/store.js';
import { etagOf, isNamedBy } from './conditional-request.js';
import type { Stir, SupergraphWatch } from './supergraph-watch.js';

/** Requests held open at once; a gateway that gets no place asks again a little later. */
export const HELD_REQUESTS_MAX = 2_000;
const BUSY_RETRY_AFTER_S = 1;

export interface DeliveryOptions {
  readonly store: Store;
  readonly keys: KeySnapshot;
  readonly keyUses: KeyUses;
  readonly watch: SupergraphWatch;
  readonly isDraining: () => boolean;
  readonly heldRequestsMax?: number;
}

/** What a request asks for, once it is known to be well-formed. */
interface DeliveryRequest {
  readonly secret: string;
  readonly ref: GraphRef;
  readonly waitMs: number;
  readonly ifNoneMatch: string | undefined;
}

/** How a request ends: with the supergraph or news that there is none else, or turned away. */
type Ending =
  { readonly kind: 'pointer'; readonly pointer: PointerRecord } | Rejection | { readonly kind: 'hung-up' };

/** GET /artifacts/<graph>/<variant>/supergraph, as packages/protocol/src/delivery.ts describes it. */
export function mountDelivery(app: FastifyInstance, options: DeliveryOptions): void {
  const sdlOf = shareReads((hash) => options.store.artifacts.findSdl(hash));

  app.get('/artifacts/:graph/:variant/supergraph', async (request, reply) => {
    const asked = readRequest(request);
    if (asked.kind === 'rejected') return turnAway(reply, asked);
    const ending = await follow(options, asked.asked, reply);
    switch (ending.kind) {
      case 'hung-up':
        return reply.hijack();
      case 'rejected':
        return turnAway(reply, ending);
      case 'pointer':
        return deliver(reply, asked.asked, ending.pointer, sdlOf);
    }
  });
}

function readRequest(
  request: FastifyRequest,
): { readonly kind: 'read'; readonly asked: DeliveryRequest } | Rejection {
  const { headers } = request;
  const secret = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (secret === undefined) return reject('KEY_INVALID', 'This needs `authorization: Bearer <API key>`.');
  const { graph, variant } = request.params as { graph: string; variant: string };
  const { waitMs: wait = '0' } = request.query as { waitMs?: string | string[] };
  const waitMs = typeof wait === 'string' && /^\d{1,6}$/.test(wait) ? Number(wait) : NaN;
  if (!(waitMs <= DELIVERY_WAIT_MS_MAX))
    return reject('INPUT_INVALID', `waitMs: a whole number from 0 to ${DELIVERY_WAIT_MS_MAX}.`);
  return {
    kind: 'read',
    asked: { secret, ref: { graph, variant }, waitMs, ifNoneMatch: headers['if-none-match'] },
  };
}

/** Who asks, for which variant, and where its pointer stands; then waits for it to move if that was asked for. */
async function follow(
  options: DeliveryOptions,
  asked: DeliveryRequest,
  reply: FastifyReply,
): Promise<Ending> {
  const verdict = await options.keys.verify(asked.secret);
  if (verdict.kind !== 'valid') return keyRejection(verdict.kind);
  if (verdict.actor.keyId !== null) options.keyUses.note(verdict.actor.keyId);
  const found = await findVariant(options.store, verdict.actor, 'supergraph:read', asked.ref);
  if (found.kind === 'rejected') return found;
  const [pointer] = await options.store.variants.findPointers([found.variant.id]);
  if (!pointer) throw new Error(`variant ${found.variant.id} is gone`);
  return isNews(pointer, asked) || asked.waitMs === 0
    ? { kind: 'pointer', pointer }
    : hold(options, asked, found.variant, pointer, reply);
}

/** Holds the request until there is news, its time is over, or its key is no longer good. */
async function hold(
  { keys, watch, isDraining, heldRequestsMax = HELD_REQUESTS_MAX }: DeliveryOptions,
  asked: DeliveryRequest,
  variant: VariantInGraph,
  before: PointerRecord,
  reply: FastifyReply,
): Promise<Ending> {
  if (isDraining()) return { kind: 'pointer', pointer: before };
  if (watch.size >= heldRequestsMax)
    return reject('DELIVERY_BUSY', `${heldRequestsMax} requests are held open already.`);

  const watcher = watch.join(variant.id);
  const stopKeepingFresh = keys.keepFresh(() => watcher.stir({ kind: 'keys-refreshed' }));
  const elapsed = setTimeout(() => watcher.stir({ kind: 'elapsed' }), asked.waitMs);
  const onHangUp = (): void => watcher.stir({ kind: 'hung-up' });
  reply.raw.once('close', onHangUp);
  try {
    for (;;) {
      const ending = endingOf(await watcher.next(), keys, asked, variant, before);
      if (ending) return ending;
    }
  } finally {
    watcher.leave();
    stopKeepingFresh();
    clearTimeout(elapsed);
    reply.raw.off('close', onHangUp);
  }
}

/** Undefined: nothing that ends the wait. */
function endingOf(
  stir: Stir,
  keys: KeySnapshot,
  asked: DeliveryRequest,
  { graph }: VariantInGraph,
  before: PointerRecord,
): Ending | undefined {
  switch (stir.kind) {
    case 'pointer':
      return isNews(stir.pointer, asked) ? stir : undefined;
    case 'keys-refreshed': {
      const verdict = keys.verifyAtHand(asked.secret);
      if (verdict.kind !== 'valid') return keyRejection(verdict.kind);
      const admission = admit(verdict.actor, 'supergraph:read', graph.name, graph);
      return admission.kind === 'rejected' ? admission : undefined;
    }
    case 'elapsed':
    case 'draining':
      return { kind: 'pointer', pointer: before };
    case 'hung-up':
      return stir;
  }
}

const isNews = ({ launch }: PointerRecord, { ifNoneMatch }: DeliveryRequest): boolean =>
  launch !== null && !isNamedBy(ifNoneMatch, launch.supergraphHash);

const keyRejection = (why: 'invalid' | 'unavailable'): Rejection =>
  why === 'invalid'
    ? reject('KEY_INVALID', 'The API key is unknown, revoked or expired.')
    : reject(
        'KEY_SNAPSHOT_UNAVAILABLE',
        'API keys cannot be checked: identity has not answered for too long.',
      );

async function deliver(
  reply: FastifyReply,
  asked: DeliveryRequest,
  { launch }: PointerRecord,
  sdlOf: (hash: string) => Promise<string | null>,
): Promise<FastifyReply> {
  if (!launch)
    return turnAway(
      reply,
      reject('SUPERGRAPH_NOT_READY', `${asked.ref.graph}@${asked.ref.variant} has no supergraph yet.`),
    );
  reply
    .header('etag', etagOf(launch.supergraphHash))
    .header('cache-control', 'private, no-cache')
    .header('vary', 'authorization')
    .header(LAUNCH_ID_HEADER, launch.id)
    .header(LAUNCH_SEQUENCE_HEADER, String(launch.sequence));
  if (isNamedBy(asked.ifNoneMatch, launch.supergraphHash)) return reply.code(304).send();
  const sdl = await sdlOf(launch.supergraphHash);
  if (sdl === null) throw new Error(`artifact ${launch.supergraphHash} is gone`);
  return reply.type('application/graphql; charset=utf-8').send(sdl);
}

function turnAway(reply: FastifyReply, { code, message }: Rejection): FastifyReply {
  if (code === 'KEY_INVALID') reply.header('www-authenticate', 'Bearer');
  if (code === 'DELIVERY_BUSY' || code === 'KEY_SNAPSHOT_UNAVAILABLE')
    reply.header('retry-after', String(BUSY_RETRY_AFTER_S));
  return sendError(reply, code, message);
}

/** When the pointer moves, all who wait want the same artifact: it is read once for those who ask at the same time. */
function shareReads<Value>(read: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const underWay = new Map<string, Promise<Value>>();
  return (key) => {
    const shared = underWay.get(key) ?? read(key).finally(() => underWay.delete(key));
    underWay.set(key, shared);
    return shared;
  };
}
