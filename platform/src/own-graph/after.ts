import type { SupergraphSource } from '@kontor/gateway';

/** A source that is opened only when `gate` has passed: until then whoever came before it stays in service. */
export function after(gate: Promise<void>, source: SupergraphSource): SupergraphSource {
  let closed = false;
  return {
    name: source.name,
    async open(receive, log) {
      await gate;
      if (!closed) await source.open(receive, log);
    },
    state: () => source.state(),
    async close() {
      closed = true;
      await source.close();
    },
  };
}
