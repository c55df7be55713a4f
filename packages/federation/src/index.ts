export * from './problem.js';
export * from './limits.js';
