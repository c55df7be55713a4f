// `npm start`: makes the clone runnable, then becomes `kontor start` on the pinned Node.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { createProgress } = await import('./setup/progress.mjs');
const { describeFailure } = await import('./setup/failure.mjs');
const { prepare } = await import('./setup/prepare.mjs');
const { becomeKontor } = await import('./setup/become-kontor.mjs');
const { stopWithParent } = await import('./setup/stop-with-parent.mjs');
const { join } = await import('node:path');

const root = join(import.meta.dirname, '..');
// Only below npm: `node scripts/start.mjs &` from a shell that ends is meant to go on.
if (process.env.npm_lifecycle_event) stopWithParent();
try {
  await prepare(root, createProgress());
  await becomeKontor(root, ['start', ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(describeFailure(error));
  process.exitCode = 2;
}
