import { LRUCache } from 'lru-cache';
import type { DocumentNode } from 'graphql';

/** Parsed and validated documents, least recently used first to go, bounded by the bytes of their texts. */
export function createDocumentStore({
  entriesMax,
  sourceBytesMax,
}: {
  entriesMax: number;
  sourceBytesMax: number;
}) {
  const documents = new LRUCache<string, DocumentNode>({
    max: entriesMax,
    maxSize: sourceBytesMax,
    sizeCalculation: (document) => (document.loc?.end ?? 0) + 1,
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
