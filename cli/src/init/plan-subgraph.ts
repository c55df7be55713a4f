import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatGraphRef, parseGraphRef } from '@kontor/protocol';
import { badUsage } from '../failure.js';
import type { Io } from '../io.js';
import { CONFIG_FILE, readPlan } from '../launcher/plan.js';
import { cliVersion } from '../version.js';
import { nextPort, withSubgraph } from './kontor-yaml.js';
import { type ProjectFile, type SubgraphFacts, renderSubgraph } from './render-subgraph.js';
import { namesOf } from './subgraph-names.js';
import { withWorkspace } from './workspace-package.js';

const DEFAULT_PARENT = 'subgraphs';
const TEMPLATE_FOLDER = fileURLToPath(new URL('../../template/subgraph/', import.meta.url));
const ROOT_GITIGNORE = 'node_modules/\n.kontor/\n';

export interface InitFlags {
  folder?: string | undefined;
  entity?: string | undefined;
  graph?: string | undefined;
}

/** What `kontor init subgraph` would write, all of it known before any of it is written. Paths are absolute. */
export interface InitPlan {
  facts: SubgraphFacts;
  ref: string;
  /** Must not exist yet. */
  created: readonly ProjectFile[];
  /** Exist, and get something added. */
  changed: readonly ProjectFile[];
}

/** Throws INIT_NAME_INVALID, INIT_WOULD_OVERWRITE and KONTOR_CONFIG_INVALID (exit 3). */
export async function planSubgraph(
  name: string,
  flags: InitFlags,
  io: Pick<Io, 'env' | 'cwd'>,
): Promise<InitPlan> {
  const verdict = namesOf(name, flags.entity);
  if (verdict.kind === 'invalid') throw badUsage('INIT_NAME_INVALID', verdict.message, verdict.fix);
  const folder = folderBelow(io.cwd, flags.folder ?? `${DEFAULT_PARENT}/${name}`);
  // Refuses a kontor.yaml that cannot be used, before anything is added to it.
  const isNew = !existsSync(join(io.cwd, CONFIG_FILE));
  const plan = await readPlan({ graph: isNew ? flags.graph : undefined }, io);
  if (plan.subgraphs.some((subgraph) => subgraph.name === name))
    throw badUsage('INIT_WOULD_OVERWRITE', `${CONFIG_FILE} has a subgraph ${name} already.`);

  const [yaml, manifest, gitignore, template] = await Promise.all([
    readIfAny(join(io.cwd, CONFIG_FILE)),
    readIfAny(join(io.cwd, 'package.json')),
    readIfAny(join(io.cwd, '.gitignore')),
    readTemplate(),
  ]);
  const ref = parseGraphRef(plan.graph) ?? { graph: plan.graph, variant: 'current' };
  const facts: SubgraphFacts = {
    names: verdict.names,
    graph: ref.graph,
    folder,
    port: nextPort(yaml),
    version: cliVersion(),
  };
  const created = renderSubgraph(template, facts).map(({ path, text }) => ({
    path: join(io.cwd, folder, path),
    text,
  }));
  const changed: ProjectFile[] = [];
  const keep = (before: string | undefined, file: string, text: string | undefined): void => {
    if (text !== undefined)
      (before === undefined ? created : changed).push({ path: join(io.cwd, file), text });
  };
  keep(gitignore, '.gitignore', gitignore === undefined ? ROOT_GITIGNORE : undefined);
  const { version } = facts;
  keep(manifest, 'package.json', withWorkspace(manifest, { folder, version, projectName: basename(io.cwd) }));
  keep(yaml, CONFIG_FILE, withSubgraph(yaml, formatGraphRef(ref), facts));
  refuseExisting(created);
  return { facts, ref: formatGraphRef(ref), created, changed };
}

/** With slashes, relative to the folder of kontor.yaml: npm's workspaces lie below their root. */
function folderBelow(cwd: string, folder: string): string {
  const path = relative(cwd, resolve(cwd, folder)).split(sep).join('/');
  if (/^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.split('/').includes('..')) return path;
  throw badUsage(
    'INIT_NAME_INVALID',
    `The folder ${folder} does not lie below this one, or its name has more than letters, digits, dots and hyphens.`,
    'Run the command in the folder of kontor.yaml, and name a folder below it, such as `--folder subgraphs/products`.',
  );
}

function refuseExisting(files: readonly ProjectFile[]): void {
  const existing = files.filter(({ path }) => existsSync(path));
  if (existing.length > 0)
    throw badUsage(
      'INIT_WOULD_OVERWRITE',
      `These files exist already, and nothing was written:\n${existing.map(({ path }) => `  ${path}`).join('\n')}`,
    );
}

async function readTemplate(): Promise<ProjectFile[]> {
  const entries = await readdir(TEMPLATE_FOLDER, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return {
          path: relative(TEMPLATE_FOLDER, path).split(sep).join('/'),
          text: await readFile(path, 'utf8'),
        };
      }),
  );
}

async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw badUsage('INIT_WOULD_OVERWRITE', `${path} cannot be read: ${(error as Error).message}.`);
  }
}
