// A launcher as a process of its own: launches on the home given, prints one line of JSON, and holds the server until
// its standard input ends.
import { launchEmbeddedPostgres } from '@kontor/database';

const [home, ...openFolders] = process.argv.slice(2);
try {
  const server = await launchEmbeddedPostgres({ home, ...(openFolders.length > 0 ? { openFolders } : {}) });
  const { pid, port, reused } = server;
  process.stdout.write(`${JSON.stringify({ pid, port, reused })}\n`);
  for await (const _ of process.stdin);
  await server.stop();
} catch (error) {
  process.stdout.write(`${JSON.stringify({ code: error.code, message: error.message })}\n`);
  process.exitCode = 1;
}
