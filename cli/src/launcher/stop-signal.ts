/**
 * When to stop. The first signal asks to drain; a second one that is meant as such forces.
 *
 * One Ctrl-C can arrive twice: the terminal sends it to every process of the group, npm passes its copy on, and
 * scripts/setup/stop-with-parent.mjs notices within half a second that the shell between is gone. What comes within
 * {@link ECHO_MS} of the first is an echo.
 */
export const ECHO_MS = 1_000;

export interface StopSignal {
  /** Aborts with the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the name of the first signal. */
  readonly asked: Promise<NodeJS.Signals>;
  /** Resolves with the second. */
  readonly forced: Promise<NodeJS.Signals>;
  close(): void;
}

const STOPPING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @param source where signals come from; tests hand in their own. */
export function listenForStop(
  source: Pick<NodeJS.Process, 'on' | 'off'> = process,
  now: () => number = () => performance.now(),
): StopSignal {
  const abort = new AbortController();
  const asked = Promise.withResolvers<NodeJS.Signals>();
  const forced = Promise.withResolvers<NodeJS.Signals>();
  let firstAt: number | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = now();
      abort.abort(new Error(`stopped by ${name}`));
      asked.resolve(name);
    } else if (now() - firstAt > ECHO_MS) {
      forced.resolve(name);
    }
  };
  for (const name of STOPPING) source.on(name, onSignal);
  return {
    signal: abort.signal,
    asked: asked.promise,
    forced: forced.promise,
    close() {
      for (const name of STOPPING) source.off(name, onSignal);
    },
  };
}
