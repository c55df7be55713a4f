import { processIo } from './io.js';
import { runCli } from './run-cli.js';

/** No call leaves the machine unasked: telemetry and update checks of libraries are off before any of them is loaded. */
const QUIET = {
  APOLLO_TELEMETRY_DISABLED: 'true',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
};

/** The command as bin/kontor.mjs starts it. Ends the process, whatever a library still holds open. */
export async function main(): Promise<void> {
  Object.assign(process.env, QUIET);
  // `kontor … | head` closes the pipe early. Whoever writes is told; without a listener it would also end in a stack trace.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.exit(await runCli(process.argv.slice(2), processIo()));
}
