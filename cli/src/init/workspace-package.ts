import { badUsage } from '../failure.js';

/**
 * The package.json beside kontor.yaml, whose workspaces the subgraphs are: one install for all. `text` is what is
 * there, undefined for nothing. Returns undefined when nothing has to change. Pure. Throws INIT_WOULD_OVERWRITE when
 * the file cannot be understood.
 */
export function withWorkspace(
  text: string | undefined,
  { folder, version, projectName }: { folder: string; version: string; projectName: string },
): string | undefined {
  const parent = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  const pattern = parent === '' ? folder : `${parent}/*`;
  if (text === undefined) return print(newPackage(projectName, pattern, version), 2);
  const manifest = parse(text);
  const workspaces = workspacesOf(manifest);
  if (
    workspaces.some((each) => each.replace(/^\.\//, '') === pattern || each.replace(/^\.\//, '') === folder)
  )
    return undefined;
  const added = [...workspaces, pattern];
  const changed = Array.isArray(manifest['workspaces'] ?? [])
    ? { ...manifest, workspaces: added }
    : { ...manifest, workspaces: { ...(manifest['workspaces'] as object), packages: added } };
  return print(changed, /^\{\r?\n(\s+)/.exec(text)?.[1] ?? 2);
}

const newPackage = (name: string, pattern: string, version: string) => ({
  name:
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'graph',
  private: true,
  type: 'module',
  workspaces: [pattern],
  devDependencies: { kontor: version },
});

const print = (manifest: object, indent: string | number): string =>
  `${JSON.stringify(manifest, null, indent)}\n`;

function parse(text: string): Record<string, unknown> {
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest))
      return manifest as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw badUsage(
    'INIT_WOULD_OVERWRITE',
    'The package.json here is not a JSON object, so nothing can be added to it.',
  );
}

function workspacesOf({ workspaces }: Record<string, unknown>): string[] {
  const list = Array.isArray(workspaces)
    ? workspaces
    : (workspaces as { packages?: unknown } | undefined)?.packages;
  return Array.isArray(list) ? list.map(String) : [];
}
