import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMarkdown, type Document } from './markdown.ts';

export const root = join(import.meta.dirname, '..', '..');

/** Whose commands are run: what a newcomer reads. The README of a package is for those who work on it. */
const GUIDES = ['README.md', 'docs/*.md'];
/** Whose links are checked. */
const ALL = [
  ...GUIDES,
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'THIRD_PARTY.md',
  '{cli,gateway,platform,prisma}/README.md',
];

const read = (patterns: readonly string[]): Document[] =>
  [...new Set(patterns.flatMap((pattern) => globSync(pattern, { cwd: root })))]
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
    .map((path) => readMarkdown(path, readFileSync(join(root, path), 'utf8')));

export const readGuides = (): Document[] => read(GUIDES);
export const readDocuments = (): Document[] => read(ALL);
