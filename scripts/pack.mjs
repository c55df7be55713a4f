// `npm run pack [-- FOLDER]`: the tarballs that users install, in FOLDER (default dist/packages), from a built clone.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { join, relative, resolve } = await import('node:path');
const { packPackages } = await import('./pack/pack-packages.mjs');
const { describeFailure } = await import('./setup/failure.mjs');
const { prepare } = await import('./setup/prepare.mjs');
const { createProgress } = await import('./setup/progress.mjs');

const root = join(import.meta.dirname, '..');
const outFolder = resolve(process.argv[2] ?? join(root, 'dist', 'packages'));
const progress = createProgress();
try {
  await prepare(root, progress);
  const packed = await progress.step('Pack', () => packPackages(root, outFolder));
  for (const { tarball } of packed) progress.line(`  ${relative(process.cwd(), tarball)}`);
  progress.line('');
  progress.line(
    `Install them elsewhere with \`npm install ${relative(process.cwd(), outFolder) || '.'}/*.tgz\`.`,
  );
  progress.line('Publish them in the order of this list, each with `npm publish FILE`.');
} catch (error) {
  process.stderr.write(describeFailure(error));
  process.exitCode = 2;
}
