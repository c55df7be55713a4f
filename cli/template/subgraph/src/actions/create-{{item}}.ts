import { codedError } from '@kontor/subgraph';
import type { Context } from '../context.js';
import type { SprocketRow } from '../store/{{item}}-store.js';

const NAME_LENGTH_MAX = 200;

/** Throws INPUT_INVALID. */
export async function createSprocket(
  { store, now, newId }: Context,
  input: { name: string },
): Promise<SprocketRow> {
  const name = input.name.trim();
  if (name.length < 1 || name.length > NAME_LENGTH_MAX)
    throw codedError('INPUT_INVALID', `name must have 1 to ${NAME_LENGTH_MAX} characters.`);
  return store.create({ id: newId(), name, createdAt: now() });
}
