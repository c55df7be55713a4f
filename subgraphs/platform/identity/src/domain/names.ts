import { isGraphName } from '@kontor/protocol';
import { refuse, type Refused } from './result.js';

export const NAME_LENGTH_MAX = 200;
export const EMAIL_LENGTH_MAX = 254;
export const KEY_GRAPHS_MAX = 100;

// Control characters break terminals and logs; PostgreSQL refuses NUL.
// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

export function refuseSlug(slug: string): Refused | undefined {
  if (isGraphName(slug)) return undefined;
  return refuse(
    'INPUT_INVALID',
    'slug: a letter first, then letters, digits, _ and -; at most 64 characters.',
  );
}

export function refuseName(name: string): Refused | undefined {
  if (name.trim() !== '' && name.length <= NAME_LENGTH_MAX && !CONTROL_CHARACTER.test(name)) return undefined;
  return refuse('INPUT_INVALID', `name: 1 to ${NAME_LENGTH_MAX} characters, no control characters.`);
}

export function refuseEmail(email: string | null): Refused | undefined {
  if (email === null) return undefined;
  if (email.length <= EMAIL_LENGTH_MAX && EMAIL.test(email) && !CONTROL_CHARACTER.test(email))
    return undefined;
  return refuse('INPUT_INVALID', 'email: not an e-mail address.');
}

export function refuseGraphs(graphs: readonly string[] | null): Refused | undefined {
  if (graphs === null) return undefined;
  if (graphs.length === 0)
    return refuse('INPUT_INVALID', 'graphs: name at least one, or leave it out for every graph.');
  if (graphs.length > KEY_GRAPHS_MAX) return refuse('INPUT_INVALID', `graphs: at most ${KEY_GRAPHS_MAX}.`);
  const wrong = graphs.find((graph) => !isGraphName(graph));
  return wrong === undefined
    ? undefined
    : refuse('INPUT_INVALID', `graphs: "${wrong.slice(0, 80)}" is not a graph's name.`);
}
