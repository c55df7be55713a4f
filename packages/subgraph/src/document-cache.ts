import type { DocumentNode } from 'graphql';

/** Parsed and validated documents by hash, the least recently used thrown out first. A gateway sends few shapes. */
export class DocumentCache {
  readonly #entries = new Map<string, DocumentNode>();
  readonly #entriesMax: number;

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  async get(key: string): Promise<DocumentNode | undefined> {
    const document = this.#entries.get(key);
    if (document) {
      this.#entries.delete(key);
      this.#entries.set(key, document);
    }
    return document;
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    this.#entries.delete(key);
    this.#entries.set(key, document);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#entriesMax) return;
      this.#entries.delete(oldest);
    }
  }

  async delete(key: string): Promise<boolean> {
    return this.#entries.delete(key);
  }
}
