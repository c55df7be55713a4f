import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * What a body may be on its way here: as it is (a small packed body can be a huge one), and in UTF-8, which is what JSON
 * is in (RFC 8259, 8.1). Everything else is refused rather than guessed at.
 */
export function refuseUnreadableBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const why = whyUnreadable(request);
    if (why) throw Object.assign(new Error(why), { statusCode: 415 });
  });
}

function whyUnreadable({ headers }: FastifyRequest): string | undefined {
  const encoding = headers['content-encoding'];
  if (encoding && encoding !== 'identity') return 'a packed body';
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(headers['content-type'] ?? '')?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset) ? undefined : 'a charset that is not UTF-8';
}

/** Bytes that are not UTF-8 would become others than were sent. */
export const isText = (body: Buffer): boolean => isUtf8(body);

/** JSON in UTF-8; a key that would reach a prototype is refused by the parser. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (isText(body as Buffer)) void parse(request, body.toString(), done);
    else done(Object.assign(new Error('not UTF-8'), { statusCode: 400 }));
  });
}
