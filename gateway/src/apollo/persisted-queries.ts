import { LRUCache } from 'lru-cache';

/**
 * Documents that clients have sent once together with their hash (automatic persisted queries), whatever supergraph is
 * served; least recently used first to go. Apollo Server puts in only what it has validated.
 */
export interface PersistedQueries {
  /** In the form that Apollo Server takes. */
  readonly cache: {
    get(key: string): Promise<string | undefined>;
    set(key: string, document: string): Promise<void>;
    delete(key: string): Promise<boolean>;
  };
  /** By the SHA-256 of the document's text, in hex. */
  find(sha256Hash: string): string | undefined;
}

/** Apollo Server's own prefix of its keys. */
const PREFIX = 'apq:';

export function createPersistedQueries({ bytesMax }: { bytesMax: number }): PersistedQueries {
  const documents = new LRUCache<string, string>({
    maxSize: bytesMax,
    sizeCalculation: (document, key) => 2 * (document.length + key.length),
  });
  return {
    cache: {
      get: (key) => Promise.resolve(documents.get(key)),
      set(key, document) {
        documents.set(key, document);
        return Promise.resolve();
      },
      delete: (key) => Promise.resolve(documents.delete(key)),
    },
    find: (sha256Hash) => documents.get(PREFIX + sha256Hash),
  };
}
