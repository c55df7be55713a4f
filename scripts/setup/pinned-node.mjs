import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** The Node binary that the npm package `node` brings; it may not exist yet. */
export const pinnedNodePath = (root) =>
  join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The exact version that package.json pins. */
export const pinnedNodeVersion = (root) =>
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;

/** Does this very process run on the pinned binary? */
export function runsOnPinnedNode(root) {
  const pinned = pinnedNodePath(root);
  return existsSync(pinned) && realpathSync(pinned) === realpathSync(process.execPath);
}
