/** The subgraphs as a process, told what to do by its parent: `node main.ts`. */
import type { SubgraphOrder, SubgraphReply } from './protocol.ts';
import { serveSubgraphs } from './serve.ts';

const subgraphs = await serveSubgraphs();

process.on('message', (order: SubgraphOrder) => {
  if (order.kind === 'reset') subgraphs.reset(order.delayMs);
  reply({ kind: 'counters', ...subgraphs.count() });
});
// Without its parent there is nobody to stop it.
process.on('disconnect', () => process.exit(0));
reply({ kind: 'ready', ports: subgraphs.ports });

function reply(message: SubgraphReply): void {
  process.send?.(message);
}
