/**
 * Writes docs/errors.md from the one list of errors; with `--check` only says whether it is up to date (exit code 1 when
 * it is not). Needs `@kontor/protocol` built.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ERROR_CODES } from '@kontor/protocol';
import { renderErrorReference } from './errors/render-error-reference.ts';

const FILE = join(import.meta.dirname, '..', 'docs', 'errors.md');

const wanted = await format(renderErrorReference(ERROR_CODES), {
  ...(await resolveConfig(FILE)),
  parser: 'markdown',
});

if (process.argv.includes('--check')) await check();
else await write();

async function check(): Promise<void> {
  const found = await readFile(FILE, 'utf8').catch(() => undefined);
  if (found === wanted) return;
  console.error(
    found === undefined
      ? 'docs/errors.md is missing: it is generated from packages/protocol/src/error-codes.ts.'
      : 'docs/errors.md is out of date: an error in packages/protocol/src has changed since it was generated.',
  );
  console.error('Run `node scripts/generate-error-reference.ts` and commit the file.');
  process.exitCode = 1;
}

async function write(): Promise<void> {
  await writeFile(FILE, wanted);
  console.log(`docs/errors.md: ${Object.keys(ERROR_CODES).length} errors`);
}
