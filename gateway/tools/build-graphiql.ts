// Bundles GraphiQL into dist/graphiql, editor workers and fonts included, so that the page needs nothing from elsewhere.
//
//   dist/graphiql/index.html
//   dist/graphiql/<hash of all assets>/{page.js, page.css, *.worker.js, fonts}
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type OutputFile } from 'esbuild';

const source = fileURLToPath(new URL('graphiql/', import.meta.url));
const target = fileURLToPath(new URL('../dist/graphiql/', import.meta.url));

const shared = {
  bundle: true,
  minify: true,
  write: false,
  outdir: target,
  target: 'es2022',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'file', '.woff2': 'file' },
  assetNames: '[name]-[hash]',
  // Licences of what is bundled stay in the files.
  legalComments: 'eof',
} satisfies BuildOptions;

const page = await build({ ...shared, entryPoints: [join(source, 'page.js')], format: 'esm' });
const workers = await build({
  ...shared,
  entryPoints: ['editor', 'json', 'graphql'].map((name) => join(source, `${name}.worker.js`)),
  format: 'iife',
});

const files = [...page.outputFiles, ...workers.outputFiles];
const version = hashOf(files);
await rm(target, { recursive: true, force: true });
await mkdir(join(target, version), { recursive: true });
await Promise.all(files.map((file) => writeFile(join(target, version, basename(file.path)), file.contents)));
await writeFile(join(target, 'index.html'), html(version));

function hashOf(outputs: readonly OutputFile[]): string {
  const hash = createHash('sha256');
  for (const { path, contents } of outputs) hash.update(basename(path)).update(contents);
  return hash.digest('hex').slice(0, 16);
}

function html(folder: string): string {
  return `<!doctype html>
<html lang="en" data-graphql-path="{{graphqlPath}}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Kontor GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/graphiql/${folder}/page.css" />
    <script type="module" src="/graphiql/${folder}/page.js"></script>
  </head>
  <body>
    <div id="graphiql">Loading…</div>
  </body>
</html>
`;
}
