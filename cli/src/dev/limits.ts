/** How patient `kontor dev` is. Tests hand in shorter ones. */
export interface DevLimits {
  /** After the last touch of a schema file until it is read: editors write in several steps. */
  readonly settleMs: number;
  /** A file that is gone is believed to be gone when it is still gone after this long: some editors delete, then write. */
  readonly goneMs: number;
  /** Files are also read this often: not every file system reports changes. */
  readonly rereadMs: number;
  /** From a peer's answer to the next question. */
  readonly peerPollMs: number;
  /** The same after failures, at most: each failure in a row doubles the pause. */
  readonly peerPauseMsMax: number;
  /** How long a peer, or the platform, may take to answer. */
  readonly answerTimeoutMs: number;
  /** How often the platform is asked whether the deployed graph has changed. */
  readonly graphPollMs: number;
  /** How often local subgraphs are asked for a connection. */
  readonly probeMs: number;
  readonly probeTimeoutMs: number;
}

export const DEFAULT_DEV_LIMITS: DevLimits = {
  settleMs: 40,
  goneMs: 250,
  rereadMs: 2_000,
  peerPollMs: 1_000,
  peerPauseMsMax: 4_000,
  answerTimeoutMs: 3_000,
  graphPollMs: 2_000,
  probeMs: 1_000,
  probeTimeoutMs: 1_000,
};
