/**
 * The package.json that users get. Scripts and development dependencies are the clone's business, and point into it.
 * Pure.
 *
 * @param {Record<string, any>} manifest
 */
export function publishedManifest(manifest) {
  const { scripts: _scripts, devDependencies: _devDependencies, ...published } = manifest;
  return published;
}
