import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { sendRaw } from '../../support/gateway/gateway-client.js';
import { kontorBin, quietEnvironment } from '../../support/kontor/command.js';
import { peakRssMiBOfTree } from '../../../bench/gateway/load/process-usage.ts';
import { DOCUMENT_LIMITS_OF_SOAK } from '../plan/limits.js';
import { FAULT_HEADER } from '../subgraphs/faults.js';
import type { Held } from './probe.js';

/** As it ships, but for limits that a soak goes over and times that it waits for. */
const CONFIG = {
  accessLog: false,
  logLevel: 'error',
  headers: [{ propagate: 'authorization' }, { propagate: FAULT_HEADER }],
  limits: {
    bodyBytesMax: DOCUMENT_LIMITS_OF_SOAK.bodyBytesMax,
    documentAliasesMax: DOCUMENT_LIMITS_OF_SOAK.aliasesMax,
    documentDepthMax: DOCUMENT_LIMITS_OF_SOAK.depthMax,
  },
  connections: { headersTimeoutMs: 2_000 },
  subgraphs: {
    fetchTimeoutMs: 3_000,
    retryWindowMs: 2_500,
    keepAliveMs: 2_000,
    responseBytesMax: 4 * 1024 * 1024,
  },
};

const READY_MS = 60_000;
const STOP_MS = 20_000;
const LOG_LINES_KEPT_MAX = 20;

export interface GatewayProcess {
  readonly pid: number;
  readonly port: number;
  /** Set when it has ended without being told to. */
  ended(): string | undefined;
  /** Lines of its log of level error and above, and whatever else it wrote; the first few. */
  complaints(): readonly string[];
  held(isCollected: boolean): Promise<Held>;
  /** Since it started. */
  peakRssMiB(): number;
  /** The hash of the supergraph in service. */
  servedHash(): Promise<string | null>;
  stop(): Promise<string | undefined>;
}

/** `kontor gateway`, with a probe beside it. */
export async function startGatewayProcess(folder: string, supergraphFile: string): Promise<GatewayProcess> {
  const config = join(folder, 'gateway.yaml');
  writeFileSync(config, stringify(CONFIG));
  const probe = join(import.meta.dirname, 'probe.ts');
  const flags = ['--supergraph', supergraphFile, '--port', '0', '--config', config, '--format', 'json'];
  const child = spawn(process.execPath, ['--expose-gc', '--import', probe, kontorBin, 'gateway', ...flags], {
    cwd: folder,
    env: { ...quietEnvironment(), NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const complaints: string[] = [];
  let ended: string | undefined;
  let isStopping = false;
  const exited = once(child, 'exit').then(([code, signal]) => {
    ended = signal === null ? `exit code ${String(code)}` : String(signal);
    return ended;
  });
  const port = new Promise<number>((resolve, reject) => {
    const hear = (line: string): void => {
      const announced = /"port":\s*(\d+)/.exec(line);
      if (announced) resolve(Number(announced[1]));
      else if (complaints.length < LOG_LINES_KEPT_MAX) complaints.push(line);
    };
    if (child.stdout) createInterface(child.stdout).on('line', hear);
    if (child.stderr) createInterface(child.stderr).on('line', hear);
    void exited.then((how) => reject(new Error(`the gateway ended with ${how}: ${complaints.join('\n')}`)));
    setTimeout(() => reject(new Error('the gateway does not start')), READY_MS).unref();
  });
  port.catch(() => child.kill('SIGKILL'));
  const listening = await port;
  const pid = child.pid ?? 0;
  return {
    pid,
    port: listening,
    ended: () => (isStopping ? undefined : ended),
    complaints: () => complaints,
    async held(isCollected) {
      child.send({ kind: 'held', isCollected });
      const [held] = (await Promise.race([
        once(child, 'message'),
        exited.then((how) => Promise.reject(new Error(`the gateway ended with ${how}`))),
      ])) as [Held];
      return held;
    },
    peakRssMiB: () => peakRssMiBOfTree(pid),
    async servedHash() {
      const { text } = await sendRaw(`http://127.0.0.1:${listening}`, {
        method: 'GET',
        path: '/health/ready',
      });
      const { details } = JSON.parse(text) as { details?: { supergraphHash?: string } };
      return details?.supergraphHash ?? null;
    },
    async stop() {
      if (ended !== undefined) return ended;
      isStopping = true;
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      const how = await exited;
      clearTimeout(forced);
      return how === 'exit code 0' ? undefined : how;
    },
  };
}
