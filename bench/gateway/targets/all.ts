import { byHand, hello } from './by-hand.ts';
import { kontor } from './kontor.ts';
import { apollo, grafbase, hive, mercurius } from './peers.ts';
import type { Target } from './target.ts';

/** In the order of rows and of rounds. */
export const TARGETS: readonly Target[] = [kontor, apollo, hive, mercurius, grafbase, byHand, hello];
