import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { QUIET } from './environment.mjs';
import { pinnedNodePath, runsOnPinnedNode } from './pinned-node.mjs';

/**
 * Goes on as the `kontor` command, with as few processes as this Node allows: in this process when it runs on the
 * pinned Node already (the usual case: npm puts it first on the PATH), by replacing the process where Node can do
 * that. Otherwise the command itself starts the pinned Node and passes signals on.
 */
export async function becomeKontor(root, args) {
  const command = join(root, 'cli', 'bin', 'kontor.mjs');
  const node = pinnedNodePath(root);
  Object.assign(process.env, QUIET);
  if (!runsOnPinnedNode(root) && typeof process.execve === 'function' && process.platform !== 'win32')
    process.execve(node, [node, command, ...args], process.env);
  process.argv.splice(1, process.argv.length, command, ...args);
  await import(pathToFileURL(command).href);
}
