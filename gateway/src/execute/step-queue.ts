/** What is ready before anybody asks for it waits here. One reader; it may leave at any time. */
export interface StepQueue<Step> {
  readonly steps: AsyncIterableIterator<Step>;
  put(step: Step): void;
  /** Nothing comes after what was put. */
  end(): void;
  /** Nothing comes any more. */
  stop(): void;
}

export function createStepQueue<Step>(onStop: () => void = () => undefined): StepQueue<Step> {
  let ready: Step[] = [];
  let isEnded = false;
  let wake: (() => void) | undefined;
  const stop = (): void => {
    ready = [];
    isEnded = true;
    wake?.();
  };
  const steps: AsyncIterableIterator<Step> = {
    async next() {
      while (ready.length === 0 && !isEnded)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const value = ready.shift();
      return value === undefined ? { done: true, value } : { done: false, value };
    },
    return() {
      stop();
      onStop();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => steps,
  };
  return {
    steps,
    put(step) {
      if (!isEnded) ready.push(step);
      wake?.();
    },
    end() {
      isEnded = true;
      wake?.();
    },
    stop,
  };
}
