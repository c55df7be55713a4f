import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type * as Wasm from '@prisma/schema-engine-wasm';

type Exports = Record<string, unknown>;
type Glue = typeof Wasm & { __wbg_set_wasm(exports: Exports): void };

/** The part of the standard that is used here; Node's types leave it to the DOM library. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, unknown>) => { exports: Exports };
};

const require = createRequire(import.meta.url);
let glue: Promise<Glue> | undefined;

/**
 * Prisma's schema engine, as WebAssembly: the same code as the binary behind `prisma migrate`, without a download.
 * It sees the database through `factory`; for everything but applying migrations that must be PGlite (the engine asks
 * for catalogue types that `@prisma/adapter-pg` cannot read).
 */
export async function openSchemaEngine(
  factory: SqlMigrationAwareDriverAdapterFactory,
  datamodels: readonly SchemaFile[],
): Promise<Wasm.SchemaEngine> {
  const { SchemaEngine } = await (glue ??= loadGlue());
  return SchemaEngine.new(
    { datamodels: datamodels.map(({ path, content }) => [path, content]) },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory) as never,
  );
}

export interface SchemaFile {
  path: string;
  content: string;
}

/** Instantiated by hand, because `import '@prisma/schema-engine-wasm'` needs WebAssembly modules, which Jest has not. */
async function loadGlue(): Promise<Glue> {
  const file = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const loaded = (await import(pathToFileURL(file).href)) as Glue;
  const wasm = new WebAssembly.Module(readFileSync(path.join(path.dirname(file), 'schema_engine_bg.wasm')));
  const { exports } = new WebAssembly.Instance(wasm, { './schema_engine_bg.js': withQuietTimers(loaded) });
  loaded.__wbg_set_wasm(exports);
  (exports['__wbindgen_start'] as () => void)();
  // Without it a panic of the engine hides its message.
  (globalThis as Record<string, unknown>)['PRISMA_WASM_PANIC_REGISTRY'] = {
    set_message(message: string) {
      process.stderr.write(`The schema engine panicked: ${message}\n`);
    },
  };
  return loaded;
}

/** The engine sets a timer of 10 s for its lock and never clears it: it must not keep a process alive. */
function withQuietTimers(imports: Glue): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(imports).map(([name, value]) =>
      name.startsWith('__wbg_setTimeout_')
        ? [name, (callback: () => void, ms: number) => setTimeout(callback, ms >>> 0).unref()]
        : [name, value],
    ),
  );
}
