import { setFlagsFromString } from 'node:v8';

/**
 * For a process that does nothing but serve. V8 guesses from how long objects of one place in the code lived that the next
 * ones will be old, and makes them old at once: those of answers that waited for slow clients or subgraphs once, for ever
 * after. They are garbage soon, and old garbage is dear.
 */
export function adaptHeapToServing(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
