import { LRUCache } from 'lru-cache';
import type { DocumentNode } from 'graphql';

/**
 * What a token costs in memory with the nodes and places made of it: 480 bytes where each token is a field, 260 in
 * usual documents. A text of two bytes per token is hundreds of times smaller than its document.
 */
const BYTES_PER_TOKEN = 512;

/** Parsed and validated documents, least recently used first to go, bounded by the memory that they take. */
export function createDocumentStore({ entriesMax, bytesMax }: { entriesMax: number; bytesMax: number }) {
  const documents = new LRUCache<string, DocumentNode>({
    max: entriesMax,
    maxSize: bytesMax,
    sizeCalculation: estimateBytes,
  });
  return {
    get: (key: string) => Promise.resolve(documents.get(key)),
    set(key: string, document: DocumentNode) {
      documents.set(key, document);
      return Promise.resolve();
    },
    delete: (key: string) => Promise.resolve(documents.delete(key)),
  };
}

/** Of a document parsed with places, whose tokens are chained. */
function estimateBytes({ loc }: DocumentNode): number {
  let tokens = 1;
  for (let token = loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  return tokens * BYTES_PER_TOKEN + (loc?.source.body.length ?? 0);
}
