import { LRUCache } from 'lru-cache';
import type { DocumentNode } from 'graphql';
import { estimateDocumentBytes } from '../document-bytes.js';

/** Parsed and validated documents, least recently used first to go, bounded by the memory that they take. */
export function createDocumentStore({ entriesMax, bytesMax }: { entriesMax: number; bytesMax: number }) {
  const documents = new LRUCache<string, DocumentNode>({
    max: entriesMax,
    maxSize: bytesMax,
    sizeCalculation: estimateDocumentBytes,
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
