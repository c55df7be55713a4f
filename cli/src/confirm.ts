import { createInterface } from 'node:readline/promises';
import { badUsage } from './failure.js';
import { type Io, isInteractive } from './io.js';

/** Resolves when a person said yes or `--yes` was given; otherwise throws CONFIRMATION_REQUIRED (exit 3). */
export async function confirm(question: string, yes: boolean, io: Io): Promise<void> {
  if (yes) return;
  if (!isInteractive(io))
    throw badUsage('CONFIRMATION_REQUIRED', `${question} There is no terminal to ask on.`);
  const answer = await askOn(io, `${question} [y/N] `);
  if (!/^\s*y(es)?\s*$/i.test(answer))
    throw badUsage('CONFIRMATION_REQUIRED', 'Not confirmed; nothing changed.');
}

/** The line that was typed; empty when the terminal was closed or Ctrl-C pressed instead. */
async function askOn(io: Io, question: string): Promise<string> {
  const prompt = createInterface({ input: io.stdin, output: io.stderr });
  // A little later, because a last line closes its stream too and shall count first.
  const left = new Promise<string>((done) => prompt.once('close', () => setImmediate(done, '')));
  try {
    return await Promise.race([prompt.question(question), left]);
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
    io.stderr.write('\n');
    return '';
  } finally {
    prompt.close();
  }
}
