import { SAMPLE_COUNTS } from './counts.js';
import type { Draw } from './draw.js';

/** A step that shares no divisor with the number of products: ranks are spread over the whole catalogue. */
const RANK_STEP = 7_919;

/** A product's index, popular ones more often: the best tenth is drawn about three times in ten. */
export function drawProduct(draw: Draw): number {
  const rank = Math.floor(SAMPLE_COUNTS.products * draw.unit() ** 1.9);
  return (rank * RANK_STEP) % SAMPLE_COUNTS.products;
}

/** A user's index below `registered`, those who have been there longest more often. */
export const drawUser = (draw: Draw, registered: number): number =>
  Math.floor(registered * draw.unit() ** 1.4);
