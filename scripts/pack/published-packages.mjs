import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ name: string, folder: string, manifest: Record<string, any> }} PublishedPackage
 *   `folder` is absolute.
 */

/**
 * The workspaces that users install: all that are not private, each after those that it depends on, so that it can be
 * published in this order.
 *
 * @param {string} root
 * @returns {PublishedPackage[]}
 */
export function publishedPackages(root) {
  const packages = workspaceFolders(root)
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({ name: manifest.name, folder, manifest }));
  return inDependencyOrder(packages);
}

function workspaceFolders(root) {
  return readManifest(root)
    .workspaces.flatMap((pattern) => {
      if (!pattern.endsWith('/*')) return [join(root, pattern)];
      const parent = join(root, pattern.slice(0, -2));
      return readdirSync(parent).map((name) => join(parent, name));
    })
    .filter((folder) => existsSync(join(folder, 'package.json')));
}

/**
 * Pure.
 *
 * @param {readonly PublishedPackage[]} packages
 * @returns {PublishedPackage[]}
 */
export function inDependencyOrder(packages) {
  const byName = new Map(packages.map((each) => [each.name, each]));
  const ordered = new Set();
  const visit = (each, path) => {
    if (ordered.has(each)) return;
    if (path.includes(each.name))
      throw new Error(`packages depend on each other: ${[...path, each.name].join(' -> ')}`);
    for (const name of Object.keys(each.manifest.dependencies ?? {})) {
      const dependency = byName.get(name);
      if (dependency) visit(dependency, [...path, each.name]);
    }
    ordered.add(each);
  };
  for (const each of packages) visit(each, []);
  return [...ordered];
}

const readManifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
