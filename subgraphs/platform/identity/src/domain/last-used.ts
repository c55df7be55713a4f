const MINUTE_MS = 60_000;

/** Uses of keys to the minute, gathered until they are taken to be saved: at most one entry per key. */
export class UsedKeys {
  readonly #minutes = new Map<string, number>();
  /** What was taken last, so that a key in steady use is saved once a minute and not once a batch. */
  #saved = new Map<string, number>();

  note(keyId: string, at: Date): void {
    const minute = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
    if ((this.#saved.get(keyId) ?? -1) >= minute || (this.#minutes.get(keyId) ?? -1) >= minute) return;
    this.#minutes.set(keyId, minute);
  }

  /** Empties the batch. */
  take(): { keyId: string; usedAt: Date }[] {
    const batch = [...this.#minutes].map(([keyId, minute]) => ({ keyId, usedAt: new Date(minute) }));
    this.#saved = new Map(this.#minutes.size > 0 ? [...this.#saved, ...this.#minutes] : this.#saved);
    const newest = Math.max(-1, ...this.#saved.values());
    for (const [keyId, minute] of this.#saved) if (minute < newest) this.#saved.delete(keyId);
    this.#minutes.clear();
    return batch;
  }

  /** Puts a batch back that could not be saved. */
  putBack(batch: readonly { keyId: string; usedAt: Date }[]): void {
    for (const { keyId, usedAt } of batch) {
      this.#saved.delete(keyId);
      this.note(keyId, usedAt);
    }
  }
}
