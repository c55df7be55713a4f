import { createInterface } from 'node:readline/promises';
import { badUsage } from './failure.js';
import { type Io, isInteractive } from './io.js';

/** Resolves when a person said yes or `--yes` was given; otherwise throws CONFIRMATION_REQUIRED (exit 3). */
export async function confirm(question: string, yes: boolean, io: Io): Promise<void> {
  if (yes) return;
  if (!isInteractive(io))
    throw badUsage('CONFIRMATION_REQUIRED', `${question} There is no terminal to ask on.`);
  const prompt = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const answer = await prompt.question(`${question} [y/N] `);
    if (!/^\s*y(es)?\s*$/i.test(answer))
      throw badUsage('CONFIRMATION_REQUIRED', 'Not confirmed; nothing changed.');
  } finally {
    prompt.close();
  }
}
