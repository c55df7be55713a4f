export * from './actor.js';
export * from './credentials.js';
export * from './database-url.js';
export * from './delivery.js';
export * from './error-codes.js';
export * from './graph-ref.js';
export * from './hash.js';
export * from './permissions.js';
