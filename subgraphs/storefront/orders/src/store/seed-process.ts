// A process of its own; see seed-when-empty.ts.
import { createLogger } from '@kontor/subgraph';
import { seed } from './seed.js';

await seed(process.env['SEED_DATABASE_URL'] ?? '', createLogger({ name: 'orders' }));
