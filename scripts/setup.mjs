// `npm run setup`: everything that `npm start` does before it starts Kontor.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { createProgress } = await import('./setup/progress.mjs');
const { describeFailure } = await import('./setup/failure.mjs');
const { prepare } = await import('./setup/prepare.mjs');
const { join } = await import('node:path');

const progress = createProgress();
try {
  await prepare(join(import.meta.dirname, '..'), progress);
  progress.line('Ready: `npm start` starts Kontor, `npx kontor --help` lists its commands.');
} catch (error) {
  process.stderr.write(describeFailure(error));
  process.exitCode = 2;
}
