import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';

/** What a tarball holds: text by path, as it will lie in `node_modules/<name>/`. */
export interface PackedFiles {
  manifest: Manifest;
  /** Every path, without a leading `./`. */
  paths: ReadonlySet<string>;
  read(path: string): string;
  /** Where the clone is: no file may name it. */
  cloneFolder: string;
}

export interface Manifest {
  name: string;
  version: string;
  [field: string]: unknown;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

type Rule = (files: PackedFiles) => Iterable<string>;

/** What holds for each published package. To add a rule: add a function, add it here. */
const RULES: readonly Rule[] = [
  saysWhatItIs,
  holdsReadmeAndLicence,
  holdsWhatItLists,
  keepsTheClonesBusinessOut,
  pinsDependencies,
  importsWhatItHolds,
  mapsToSourcesItHolds,
  linksToWhatItHolds,
  namesNoClone,
];

/** One sentence for each thing that is wrong; empty when nothing is. */
export const findPackageProblems = (files: PackedFiles): string[] =>
  RULES.flatMap((rule) => [...rule(files)]);

function* saysWhatItIs({ manifest }: PackedFiles): Iterable<string> {
  const { engines, license, files, exports, description } = manifest;
  if ((engines as { node?: string } | undefined)?.node !== '>=24') yield 'engines.node is not ">=24"';
  if (license !== 'MIT') yield 'license is not "MIT"';
  if (!Array.isArray(files)) yield 'files is missing: everything would be packed';
  if (typeof exports !== 'object' || exports === null)
    yield 'exports is missing: everything could be imported';
  if (typeof description !== 'string') yield 'description is missing';
}

function* holdsReadmeAndLicence({ paths }: PackedFiles): Iterable<string> {
  for (const path of ['README.md', 'LICENSE']) if (!paths.has(path)) yield `${path} is not packed`;
}

/** npm takes a pattern that matches nothing for nothing to pack, and says nothing. */
function* holdsWhatItLists({ manifest, paths }: PackedFiles): Iterable<string> {
  for (const pattern of (manifest['files'] as string[] | undefined) ?? []) {
    if (pattern.startsWith('!')) continue;
    const matches = (path: string): boolean =>
      posix.matchesGlob(path, pattern) || posix.matchesGlob(path, `${pattern}/**`);
    if (![...paths].some(matches)) yield `files lists ${pattern}, and nothing like it is packed`;
  }
}

function* keepsTheClonesBusinessOut({ manifest, paths }: PackedFiles): Iterable<string> {
  for (const field of ['scripts', 'devDependencies', 'workspaces'])
    if (manifest[field] !== undefined) yield `package.json has ${field}`;
  for (const path of paths)
    if (!IS_CARRIED.test(path) && /\.test\.|\.fake\.|\.tsbuildinfo$|^src\/|^storefront\//.test(path))
      yield `${path} is packed`;
}

function* pinsDependencies({ manifest }: PackedFiles): Iterable<string> {
  for (const [name, version] of Object.entries(allDependencies(manifest)))
    if (!/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version)) yield `${name} is not pinned: ${version}`;
}

function* importsWhatItHolds(files: PackedFiles): Iterable<string> {
  const declared = new Set([files.manifest.name, ...Object.keys(allDependencies(files.manifest))]);
  for (const path of codeOf(files)) {
    for (const specifier of specifiersOf(files.read(path))) {
      if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(path), specifier);
        if (!isHeld(files, path, target)) yield `${path} imports ${specifier}, which is not packed`;
      } else if (!isBuiltin(specifier) && !declared.has(packageOf(specifier)))
        yield `${path} imports ${specifier}, which is no dependency`;
    }
  }
}

function* mapsToSourcesItHolds(files: PackedFiles): Iterable<string> {
  for (const path of codeOf(files)) {
    const map = /^\/\/# sourceMappingURL=(?!data:)(.+)$/m.exec(files.read(path))?.[1];
    if (map === undefined) continue;
    const mapPath = posix.join(posix.dirname(path), map);
    if (!files.paths.has(mapPath)) {
      yield `${path} names the source map ${map}, which is not packed`;
      continue;
    }
    const { sources, sourcesContent = [] } = JSON.parse(files.read(mapPath)) as {
      sources: string[];
      sourcesContent?: (string | null)[];
    };
    if (sources.some((_, index) => typeof sourcesContent[index] !== 'string'))
      yield `${mapPath} points to sources that are not packed`;
  }
}

function* linksToWhatItHolds(files: PackedFiles): Iterable<string> {
  for (const path of files.paths) {
    if (!path.endsWith('.md')) continue;
    for (const [, link = ''] of files.read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g))
      if (!files.paths.has(posix.join(posix.dirname(path), link)))
        yield `${path} links to ${link}, which is not packed`;
  }
}

function* namesNoClone(files: PackedFiles): Iterable<string> {
  for (const path of files.paths)
    if (/\.(m?js|ts|map|json|md|sql|graphql)$/.test(path) && files.read(path).includes(files.cloneFolder))
      yield `${path} names the folder it was built in`;
}

const allDependencies = ({
  dependencies,
  optionalDependencies,
  peerDependencies,
}: Manifest): Record<string, string> => ({ ...dependencies, ...optionalDependencies, ...peerDependencies });

/** Not code of the package: a bundle for browsers, and what `kontor init` writes elsewhere. */
const IS_CARRIED = /\/graphiql\/|^template\//;

const codeOf = ({ paths }: PackedFiles): string[] =>
  [...paths].filter((path) => /\.(m?js|d\.ts)$/.test(path) && !IS_CARRIED.test(path));

/** `import`, `export … from`, `import()`, and files named by `new URL('./x', import.meta.url)`. */
function specifiersOf(text: string): string[] {
  const imported = ts.preProcessFile(text, true, false).importedFiles.map(({ fileName }) => fileName);
  const named = [...text.matchAll(/new URL\(\s*'(\.[^']+)',\s*import\.meta\.url/g)].map(
    ([, path = '']) => path,
  );
  return [...imported, ...named];
}

/** A declaration's `./x.js` stands for `./x.d.ts`; a name that ends in a slash is a folder. */
function isHeld({ paths }: PackedFiles, from: string, target: string): boolean {
  if (target.endsWith('/')) return [...paths].some((path) => path.startsWith(target));
  return paths.has(target) || (from.endsWith('.d.ts') && paths.has(target.replace(/\.js$/, '.d.ts')));
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
