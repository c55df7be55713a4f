/** A variant's public name, `graph@variant`; a bare graph means its variant `current`. */
export interface GraphRef {
  graph: string;
  variant: string;
}

export const DEFAULT_VARIANT = 'current';
/** Kontor's own graph: who publishes to it decides where the platform sends whose requests. */
export const PLATFORM_GRAPH_NAME = 'kontor';
export const GRAPH_NAME_LENGTH_MAX = 64;

const NAME = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/;

/** Letter first, then letters, digits, `_`, `-`; at most {@link GRAPH_NAME_LENGTH_MAX} characters. For graphs, variants and subgraphs. */
export const isGraphName = (name: string): boolean => NAME.test(name);

/** Parses `graph` or `graph@variant`; undefined when either part is not a name. */
export function parseGraphRef(ref: string): GraphRef | undefined {
  const [graph, variant = DEFAULT_VARIANT, ...rest] = ref.split('@');
  if (graph === undefined || rest.length > 0 || !isGraphName(graph) || !isGraphName(variant))
    return undefined;
  return { graph, variant };
}

export const formatGraphRef = ({ graph, variant }: GraphRef): string => `${graph}@${variant}`;
