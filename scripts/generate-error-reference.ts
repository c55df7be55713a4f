/**
 * Writes docs/errors.md from the one list of errors; with `--check` only says whether it is up to date (exit code 1 when
 * it is not). Needs `@kontor/protocol` built.
 */
import { ERROR_CODES } from '@kontor/protocol';
import { renderErrorReference } from './errors/render-error-reference.ts';
import { generateDocument } from './generate/document.ts';

await generateDocument({
  name: 'errors.md',
  text: renderErrorReference(ERROR_CODES),
  source: 'packages/protocol/src/error-codes.ts',
  command: 'node scripts/generate-error-reference.ts',
  contents: `${Object.keys(ERROR_CODES).length} errors`,
});
