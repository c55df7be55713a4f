export { startReviews, type ReviewsOptions } from './server.js';
