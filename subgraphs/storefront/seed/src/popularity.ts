import { SAMPLE_COUNTS } from './counts.js';
import type { Draw } from './draw.js';

/** A step that shares no divisor with the number of products: ranks are spread over the whole catalogue. */
const RANK_STEP = 7_919;

// Products and square roots only: unlike powers, they are exact to the last bit on every machine.

/** A product's index, popular ones more often: the best tenth is drawn about three times in ten. */
export function drawProduct(draw: Draw): number {
  const share = draw.unit();
  const rank = Math.floor(SAMPLE_COUNTS.products * share * share);
  return (rank * RANK_STEP) % SAMPLE_COUNTS.products;
}

/** A user's index below `registered`, those who have been there longest more often. */
export function drawUser(draw: Draw, registered: number): number {
  const share = draw.unit();
  return Math.floor(registered * share * Math.sqrt(share));
}
