import { databaseUrlVariable } from '@kontor/protocol';
import type { SubgraphNames } from './subgraph-names.js';

/** A file of a project: its path relative to the project's folder, and its text. */
export interface ProjectFile {
  path: string;
  text: string;
}

export interface SubgraphFacts {
  names: SubgraphNames;
  /** Without the variant. */
  graph: string;
  /** Relative to the folder of kontor.yaml, with slashes. */
  folder: string;
  port: number;
  /** Of Kontor's packages. */
  version: string;
}

/** npm would leave out a file of this name when the template is packed. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/**
 * The template (cli/template/subgraph) is a subgraph of sprockets; this makes it one of something else. `Sprocket`,
 * `sprocket` and `sprockets` stand for the type, for one and for many; everything else is `{{…}}`. Pure.
 */
export function renderSubgraph(template: readonly ProjectFile[], facts: SubgraphFacts): ProjectFile[] {
  const { names, graph, folder, port, version } = facts;
  const values: Readonly<Record<string, string>> = {
    name: names.name,
    graph,
    folder,
    port: String(port),
    version,
    package: `@${graph}/${names.name}`.toLowerCase(),
    databaseVariable: databaseUrlVariable({ graph, domain: names.name }),
    item: names.oneFile,
    items: names.manyFile,
    table: names.table,
  };
  const render = (text: string): string =>
    text
      .replaceAll('Sprockets', names.many.charAt(0).toUpperCase() + names.many.slice(1))
      .replaceAll('Sprocket', names.entity)
      .replaceAll('sprockets', names.many)
      .replaceAll('sprocket', names.one)
      .replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => {
        const value = values[key];
        if (value === undefined) throw new Error(`the template asks for {{${key}}}, which nobody knows`);
        return value;
      });
  return template
    .map(({ path, text }) => ({ path: RENAMED[path] ?? render(path), text: render(text) }))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}
