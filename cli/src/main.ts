import { processIo } from './io.js';
import { runCli } from './run-cli.js';

/** The command as bin/kontor.mjs starts it. */
export async function main(): Promise<void> {
  // `kontor … | head` closes the pipe early; without a listener that would end in a stack trace.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await runCli(process.argv.slice(2), processIo());
}
