/** What the benchmark and its load generator tell each other. */
export interface LoadOrder {
  readonly port: number;
  readonly path: string;
  readonly query: string;
  readonly everyDocumentNew: boolean;
  readonly ownHeader: boolean;
  readonly connections: number;
  /** From one request of a client to its next. 0: as soon as it is answered. */
  readonly intervalMs: number;
  readonly warmUpMs: number;
  /** Measured one after the other, with no pause; the opening of each is announced. */
  readonly windowsMs: readonly number[];
  /** The gateway's process, whose tree is looked at when windows open and close. */
  readonly pid: number;
  /** The JSON of the right answer; with `MARK` in it where the document has it. */
  readonly expected: string;
  /** The first number of headers and documents, so that none comes twice in the life of a gateway. */
  readonly firstNumber: number;
}

export interface LoadWindow {
  readonly requests: number;
  readonly wrong: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly kernelMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LoadResult {
  readonly windows: readonly LoadWindow[];
  /** Of the whole run, warm-up included, to the last answer. */
  readonly requests: number;
  readonly wrong: number;
  /** What was wrong with the first answers that were. */
  readonly complaints: readonly string[];
  /** Where the next run goes on counting. */
  readonly nextNumber: number;
}

export type LoadReply =
  | { readonly kind: 'window'; readonly at: number }
  | { readonly kind: 'result'; readonly result: LoadResult }
  | { readonly kind: 'failed'; readonly message: string };
