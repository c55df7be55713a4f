import { artifactHash } from '@kontor/protocol';
import type { SourceState, SupergraphSource } from './source.js';

/**
 * A supergraph that the process brings along, served at once; then another source takes over as soon as it has one.
 * For the platform, whose own supergraph must answer before the registry behind it can deliver.
 */
export function builtInSource({ sdl, next }: { sdl: string; next?: SupergraphSource }): SupergraphSource {
  const builtIn: SourceState = { kind: 'connected', since: new Date() };
  let opening: Promise<void> | undefined;
  return {
    name: next ? `built in, then ${next.name}` : 'built in',
    async open(receive, log) {
      const verdict = await receive({ sdl, hash: artifactHash(sdl), origin: 'built in' });
      if (verdict.kind === 'refused')
        throw new Error(`the supergraph built in was refused: ${verdict.message}`);
      opening = next?.open(receive, log).catch((error: unknown) => {
        log.error({ err: error }, `no supergraph from ${next.name}; the one built in stays in service`);
      });
    },
    state: () => next?.state() ?? builtIn,
    async close() {
      await next?.close();
      await opening;
    },
  };
}
