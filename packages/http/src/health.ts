import type { FastifyInstance } from 'fastify';

/** May traffic come? `details` tells an operator why not; it is public, so it holds no secrets. */
export interface ReadyReport {
  ready: boolean;
  details?: Readonly<Record<string, unknown>>;
}

export type ReadyCheck = () => ReadyReport | Promise<ReadyReport>;

/** `/health/live`: the process runs. `/health/ready`: it can do its work and is not draining (else 503). */
export function serveHealth(
  app: FastifyInstance,
  { ready, isDraining }: { ready: ReadyCheck; isDraining: () => boolean },
): void {
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (request, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'draining' });
    const report = await ask(ready, (error) => request.log.warn({ err: error }, 'ready check failed'));
    return reply.code(report.ready ? 200 : 503).send({
      status: report.ready ? 'ready' : 'not ready',
      ...(report.details && { details: report.details }),
    });
  });
}

async function ask(ready: ReadyCheck, onFailure: (error: unknown) => void): Promise<ReadyReport> {
  try {
    return await ready();
  } catch (error) {
    onFailure(error);
    return { ready: false };
  }
}
