// The audit's sources, run as they are: they name each other as `./x.js` and are `./x.ts`, and import types without
// saying so, which Node's own type stripping does not undo. `graphql` is ours, because the audit names it as a development
// dependency, of which it has many more.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const ours = createRequire(import.meta.url);
const ourGraphql = dirname(dirname(ours.resolve('graphql')));
const COMPILE = { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } };

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(fileURLToPath(source))) return { url: source.href, shortCircuit: true };
    }
    if (/^graphql(\/|$)/.test(specifier))
      return { url: pathToFileURL(ours.resolve(join(ourGraphql, specifier))).href, shortCircuit: true };
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), COMPILE);
    return { format: 'module', source: code, shortCircuit: true };
  },
});

const [checkout, port] = process.argv.slice(2);
const { serve } = await import(pathToFileURL(join(checkout, 'src', 'index.ts')).href);
await serve(Number(port));
