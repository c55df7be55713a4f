import { createColors } from 'picocolors';
import type { Io } from '../io.js';

/** How text for people is dressed. Without colours every function returns its text as it is. */
export interface Style {
  readonly colours: boolean;
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  accent(text: string): string;
}

export function createStyle(colours: boolean): Style {
  const c = createColors(colours);
  return { colours, bold: c.bold, dim: c.dim, good: c.green, bad: c.red, warn: c.yellow, accent: c.cyan };
}

/** Colours on a terminal only; NO_COLOR (any value) switches them off there, FORCE_COLOR on elsewhere. */
export function wantsColours(stream: { readonly isTTY?: boolean }, env: Io['env']): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

// C0 except tab and newline, DEL and C1: what could move a cursor, rename a window or hide text.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
// Marks that reorder the text around them.
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text that came from elsewhere, made harmless for a terminal. Line breaks and tabs stay. */
export const printable = (text: string): string => text.replaceAll(CONTROL, '').replaceAll(DIRECTION, '');

/** The same on one line, for table cells and titles. */
export const printableLine = (text: string): string => printable(text).replaceAll(/\s+/g, ' ').trim();
