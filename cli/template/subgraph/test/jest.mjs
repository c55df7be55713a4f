// `npm test`: Jest, in a Node that package.json gives the flag for native ESM, on any system.
import { run } from 'jest';

await run();
