/** Many connections end in one moment, and are told of together. */
const TELL_AFTER_MS = 20;

export function createEndedCount(tell: (connections: number) => void): { add(): void } {
  let untold = 0;
  return {
    add() {
      untold += 1;
      if (untold > 1) return;
      setTimeout(() => {
        tell(untold);
        untold = 0;
      }, TELL_AFTER_MS);
    },
  };
}
