import type { ReadResponse } from './graphql-response.js';
import { copyJson } from './copy-json.js';

/**
 * One response for several who asked the same: parsed once, and each gets a tree of its own, because answers are merged
 * into one another by changing them. A copy costs a quarter of parsing.
 */
export class SharedAnswer {
  readonly #parse: () => ReadResponse;
  #parsed: ReadResponse | undefined;
  #left: number;

  constructor(parse: () => ReadResponse, takers: number) {
    this.#parse = parse;
    this.#left = takers;
  }

  /** By all of them: there is nothing left to parse. */
  get isTaken(): boolean {
    return this.#left <= 0;
  }

  /** To be called by each of the takers once. */
  take(): ReadResponse {
    const parsed = (this.#parsed ??= this.#parse());
    // What is kept is changed by nobody until the last one takes it.
    if (--this.#left <= 0) {
      this.#parsed = undefined;
      return parsed;
    }
    try {
      return copyJson(parsed);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return this.#parse();
    }
  }
}
