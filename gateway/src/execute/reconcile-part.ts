import { isRecord } from '../is-record.js';
import { own } from '../plan/source-text.js';
import type { ResponsePath } from './paths-of-targets.js';

/** What a client has been given, and where it is. */
export interface DeliveredPart {
  readonly path: ResponsePath;
  readonly data: Record<string, unknown>;
}

/**
 * A part names fields of earlier ones again. After an error they may disagree about what is null, and a client merges them
 * whatever they say: what it was told to be null stays null, and a part that would take back what it was given fails.
 */
export function reconcilePart(
  earlier: readonly DeliveredPart[],
  { path, data }: DeliveredPart,
): Record<string, unknown> | null {
  for (const known of earlier) {
    const shared = Math.min(known.path.length, path.length);
    if (known.path.slice(0, shared).some((step, index) => step !== path[index])) continue;
    if (known.path.length <= path.length) {
      if (!agree(valueAt(known.data, path.slice(shared)), data)) return null;
    } else if (!agree(known.data, valueAt(data, known.path.slice(shared)))) return null;
  }
  return data;
}

/** Undefined: it is not there. Null: it is, or something above it. */
function valueAt(data: unknown, path: ResponsePath): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return value === null ? null : undefined;
    value = own(value as Record<string, unknown>, String(step));
  }
  return value;
}

/** Writes earlier nulls into `next`; false: it has null where there was a value. */
function agree(known: unknown, next: unknown): boolean {
  if (known === undefined || next === undefined || known === null) return true;
  if (next === null) return false;
  if (Array.isArray(known) && Array.isArray(next))
    return known.every((element, index) => agreeAt(next, index, element));
  if (!isRecord(known) || !isRecord(next)) return true;
  return Object.keys(known).every((name) => !Object.hasOwn(next, name) || agreeAt(next, name, known[name]));
}

function agreeAt(next: unknown[] | Record<string, unknown>, step: string | number, known: unknown): boolean {
  const at = next as Record<string | number, unknown>;
  if (known === null) at[step] = null;
  return agree(known, at[step]);
}
