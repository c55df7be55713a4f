import type { SupergraphSource, SupergraphVerdict } from '@kontor/gateway';
import { artifactHash } from '@kontor/protocol';

/** A source of supergraphs for the gateway in this process: what is handed to it is served, once the gateway accepts it. */
export interface HandedSource {
  readonly source: SupergraphSource;
  /** After the gateway has opened its source. */
  hand(sdl: string): Promise<SupergraphVerdict>;
}

export function handedSource(name: string): HandedSource {
  const opened = Promise.withResolvers<Parameters<SupergraphSource['open']>[0]>();
  let served: Date | undefined;
  const begun = new Date();
  return {
    source: {
      name,
      async open(receive) {
        opened.resolve(receive);
      },
      state: () =>
        served === undefined
          ? { kind: 'waiting', since: begun, code: 'GATEWAY_NOT_READY' }
          : { kind: 'connected', since: served },
      async close() {},
    },
    async hand(sdl) {
      const receive = await opened.promise;
      const verdict = await receive({ sdl, hash: artifactHash(sdl), origin: name });
      if (verdict.kind !== 'refused') served = new Date();
      return verdict;
    },
  };
}
