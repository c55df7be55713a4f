/** The subgraphs of a soak as a process, told what to do by its parent. */
import type { SubgraphOrder, SubgraphReply } from './protocol.js';
import { serveSubgraphs } from './serve.js';

const subgraphs = await serveSubgraphs();

process.on('message', (order: SubgraphOrder) => void obey(order));
// Without its parent there is nobody to stop it.
process.on('disconnect', () => process.exit(0));
reply({ kind: 'ready', ports: subgraphs.ports });

async function obey(order: SubgraphOrder): Promise<void> {
  switch (order.kind) {
    case 'account':
      return reply({ kind: 'account', account: subgraphs.account() });
    case 'inFlight':
      return reply({ kind: 'inFlight', count: subgraphs.inFlight() });
    case 'restart':
      await subgraphs.restart(order.name, order.downMs);
      return reply({ kind: 'restarted' });
  }
}

function reply(message: SubgraphReply): void {
  process.send?.(message);
}
