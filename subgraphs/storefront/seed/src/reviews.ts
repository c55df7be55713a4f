import { LAST_DAY_MS, momentBetween } from './calendar.js';
import { SAMPLE_COUNTS } from './counts.js';
import { PHRASES, type Rating } from './data/phrases.js';
import { createDraw, type Draw } from './draw.js';
import { sampleId } from './ids.js';
import { drawProduct } from './popularity.js';
import { productAddedAt, productId, productNoun } from './products.js';
import { userHandle, userId, userRegisteredAt } from './users.js';

export interface SampleReview {
  id: string;
  productId: string;
  authorId: string;
  authorHandle: string;
  rating: Rating;
  title: string;
  body: string;
  createdAt: Date;
}

/** All reviews, product by product. A user reviews a product at most once. */
export function* reviews(): Generator<SampleReview> {
  let index = 0;
  for (const [product, count] of reviewCounts().entries()) {
    const draw = createDraw('review-authors', product);
    // An odd step that is no multiple of five shares no divisor with 5,000 users: authors of one product differ.
    const first = draw.integer(0, SAMPLE_COUNTS.users - 1);
    const step = draw.pick([1237, 1741, 2203, 2909, 3571, 4013]);
    for (let nth = 0; nth < count; nth++) {
      yield reviewOf(index, product, (first + nth * step) % SAMPLE_COUNTS.users);
      index++;
    }
  }
}

/** How many reviews each product has; together `SAMPLE_COUNTS.reviews`. */
function reviewCounts(): number[] {
  const counts = new Array<number>(SAMPLE_COUNTS.products).fill(0);
  const draw = createDraw('review-counts', 0);
  for (let given = 0; given < SAMPLE_COUNTS.reviews; given++) {
    const product = drawProduct(draw);
    counts[product] = (counts[product] ?? 0) + 1;
  }
  return counts;
}

function reviewOf(index: number, product: number, author: number): SampleReview {
  const draw = createDraw('review', index);
  const rating = draw.pickWeighted<Rating>([
    [5, 48],
    [4, 27],
    [3, 13],
    [2, 7],
    [1, 5],
  ]);
  const phrases = PHRASES[rating];
  return {
    id: sampleId('rev', index),
    productId: productId(product),
    authorId: userId(author),
    authorHandle: userHandle(author),
    rating,
    title: draw.pick(phrases.titles),
    body: bodyOf(phrases, productNoun(product), draw),
    createdAt: momentBetween(
      Math.max(productAddedAt(product).getTime(), userRegisteredAt(author).getTime()),
      LAST_DAY_MS,
      draw.unit(),
    ),
  };
}

const bodyOf = (phrases: (typeof PHRASES)[Rating], noun: string, draw: Draw): string =>
  [draw.pick(phrases.openings), draw.pick(phrases.details), draw.pick(phrases.closings)]
    .filter((sentence) => sentence !== '')
    .join(' ')
    .replaceAll('{article}', noun);
