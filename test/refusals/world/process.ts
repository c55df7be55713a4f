import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What the process did since it was last asked. */
export interface Reading {
  readonly longestTurnCpuMs: number;
  readonly peakRssBytes: number;
  readonly rssBytes: number;
}

/** One of Kontor's processes, as it is run in production, with a meter in it. */
export interface MeteredProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  isAlive(): boolean;
  read(): Promise<Reading>;
  stop(): Promise<void>;
}

const METER = join(import.meta.dirname, 'meter.mjs');
const LISTENING = /listening at (http:\/\/127\.0\.0\.1:(\d+))/;

/** Starts `script` and waits until it says where it listens. */
export async function startMetered(
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<MeteredProcess> {
  const child = fork(script, {
    execArgv: ['--import', METER],
    env: { ...cleanEnvironment(), ...env, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said: string[] = [];
  let exited = false;
  const exit = once(child, 'exit').then(() => {
    exited = true;
  });
  const { stdout, stderr, pid } = child;
  if (!stdout || !stderr || pid === undefined) throw new Error(`${script} could not be started`);
  stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));

  const place = await new Promise<{ url: string; port: number }>((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      if (said.length < 1_000) said.push(line);
      const [, url, port] = LISTENING.exec(line) ?? [];
      if (url) resolve({ url, port: Number(port) });
    });
    void exit.then(() => reject(new Error(`${script} ended:\n${said.join('\n')}`)));
  });

  return {
    ...place,
    pid,
    isAlive: () => !exited,
    async read() {
      const answer = once(child, 'message') as Promise<[Reading]>;
      child.send('read');
      const [reading] = await Promise.race([answer, exit.then(() => Promise.reject(new Error('it died')))]);
      return reading;
    },
    async stop() {
      if (exited) return;
      child.kill('SIGTERM');
      await exit;
    },
  };
}

/** Nothing of the shell that runs the tests decides how a process behaves. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(KONTOR_|DATABASE_URL|NODE_OPTIONS|PORT$|HOST$)/.test(name),
    ),
  );
}
