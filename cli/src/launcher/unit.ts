/** Something that the launcher keeps running: a child process, or the database server, which is nobody's child. */
export interface Unit {
  readonly name: string;
  /**
   * Starts it once. Rejects when it cannot be started at all; an end soon after shows in `ended`. What has a pid at once
   * is returned at once: it must be on record before anything else happens, or a launcher that is killed then leaves a
   * process that nobody knows of.
   */
  start(): Instance | Promise<Instance>;
}

/** One run of a unit. */
export interface Instance {
  readonly pid: number;
  readonly port: number | null;
  /** Resolves when it has ended, whoever ended it; never rejects. */
  readonly ended: Promise<Ending>;
  /** Resolves when it can do its work. Rejects when `signal` aborts; pends when it has ended. */
  ready(signal: AbortSignal): Promise<void>;
  /** Asks it to end in order, and makes it end after `deadlineMs`. Resolves when it has ended. */
  stop(deadlineMs: number): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

/** How a run ended: `exit code 1`, `signal SIGKILL`, … */
export interface Ending {
  readonly how: string;
}
