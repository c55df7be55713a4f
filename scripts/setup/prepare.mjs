import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { findNpm } from './npm.mjs';

/** Makes a clone runnable: installs and builds what is missing, and does nothing when nothing is. */
export async function prepare(root, progress) {
  if (!isInstalled(root))
    await progress.step('Install dependencies', (report) => install(root, findNpm(root), report));
  if (!isBuilt(root)) await progress.step('Generate and build', (report) => build(root, report));
}
