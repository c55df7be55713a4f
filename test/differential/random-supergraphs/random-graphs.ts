import { compose } from '@kontor/federation/compose';
import type { Graph } from '../world/world.js';
import { drawGraph } from './draw-graph.js';

/** So many graphs of a seed; what does not compose is drawn again. */
export function randomGraphs(seed: number, count: number): readonly Graph[] {
  return Array.from({ length: count }, (_, index) =>
    randomGraph(`random-${index}`, `${seed} graph ${index}`),
  );
}

function randomGraph(name: string, seed: string): Graph {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const graph = drawGraph(name, `${seed} attempt ${attempt}`);
    if (composes(graph)) return graph;
  }
  throw new Error(`no supergraph of ${ATTEMPTS_MAX} drawn from seed "${seed}" composes`);
}

const ATTEMPTS_MAX = 200;

function composes({ subgraphs }: Graph): boolean {
  return compose(subgraphs.map((one) => ({ ...one, url: `http://${one.name}` }))).kind !== 'refused';
}
