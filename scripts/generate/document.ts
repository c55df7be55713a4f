import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs');

export interface GeneratedDocument {
  /** The file in `docs/`. */
  name: string;
  /** Markdown, not yet formatted. */
  text: string;
  /** For people: what it is made from. */
  source: string;
  /** For people: how to make it again. */
  command: string;
  /** For people: what is in it. */
  contents: string;
}

/** Writes the document; with `--check` on the command line only says whether it is up to date (exit code 1 if not). */
export async function generateDocument(document: GeneratedDocument): Promise<void> {
  const file = join(FOLDER, document.name);
  const wanted = await format(document.text, { ...(await resolveConfig(file)), parser: 'markdown' });
  if (process.argv.includes('--check')) return check(document, file, wanted);
  await writeFile(file, wanted);
  console.log(`docs/${document.name}: ${document.contents}`);
}

async function check({ name, source, command }: GeneratedDocument, file: string, wanted: string) {
  const found = await readFile(file, 'utf8').catch(() => undefined);
  if (found === wanted) return;
  console.error(
    found === undefined
      ? `docs/${name} is missing: it is generated from ${source}.`
      : `docs/${name} is out of date: ${source} has changed since it was generated.`,
  );
  console.error(`Run \`${command}\` and commit the file.`);
  process.exitCode = 1;
}
