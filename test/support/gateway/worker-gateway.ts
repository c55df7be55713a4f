import { kontorBin, runCommand, type RunningCommand } from '../kontor/command.js';
import { until } from './until.js';

/** `kontor gateway --workers N`, with what its log says. */
export interface WorkerGateway {
  readonly url: string;
  readonly command: RunningCommand;
  /** Lines of the log so far, each of them whole. */
  lines(): LogLine[];
  /** Pids of the workers that serve, by their numbers; the latest of each. */
  pids(): Map<number, number>;
  /** Which worker answered this request; its line may still be on its way. */
  workerOf(requestId: string): Promise<number>;
  stop(): Promise<number>;
}

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly worker?: number;
  readonly pid?: number;
  readonly requestId?: string;
  readonly [fact: string]: unknown;
}

export interface WorkerGatewayOptions {
  readonly workers?: number;
  readonly port?: number;
  readonly env?: Record<string, string>;
}

/** Without a file, `env` says which registry it follows. */
export function runWorkerGateway(
  supergraphFile: string | undefined,
  { workers = 2, port = 0, env = {} }: WorkerGatewayOptions = {},
): RunningCommand {
  const flags = ['--port', String(port), '--workers', String(workers)];
  if (supergraphFile !== undefined) flags.push('--supergraph', supergraphFile);
  return runCommand([kontorBin, 'gateway', ...flags], { env });
}

export async function startWorkerGateway(
  supergraphFile: string | undefined,
  options: WorkerGatewayOptions = {},
): Promise<WorkerGateway> {
  const command = runWorkerGateway(supergraphFile, options);
  const [, url = ''] = await command.printed(/listening at (http:[^"]+)/, 60_000).catch((error: unknown) => {
    command.kill('SIGKILL');
    throw error;
  });
  const lines = (): LogLine[] =>
    command
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine);
  return {
    url,
    command,
    lines,
    pids: () =>
      new Map(
        lines().flatMap(({ msg, worker, pid }) =>
          msg === 'a worker serves' && worker !== undefined && pid !== undefined ? [[worker, pid]] : [],
        ),
      ),
    async workerOf(requestId) {
      let worker: number | undefined;
      await until(`a line of the access log of ${requestId}`, () => {
        const text = command.output();
        const at = text.indexOf(`"requestId":"${requestId}"`);
        if (at === -1) return false;
        const line = text.slice(text.lastIndexOf('\n', at) + 1, text.indexOf('\n', at));
        worker = (JSON.parse(line) as LogLine).worker;
        return true;
      });
      if (worker === undefined) throw new Error(`no worker answered ${requestId}`);
      return worker;
    },
    async stop() {
      command.kill('SIGTERM');
      return command.exited;
    },
  };
}
