import { connect } from 'node:net';
import { isLoopback } from '../../config/settings.js';
import type { DevLimits } from '../limits.js';
import { poll } from './poll.js';

/** Does somebody listen there? Only whether a connection opens: a subgraph under a debugger answers nothing for long. */
export async function followProcess(
  url: string,
  told: (state: 'up' | 'down') => void,
  { probeMs, probeTimeoutMs }: Pick<DevLimits, 'probeMs' | 'probeTimeoutMs'>,
  signal: AbortSignal,
): Promise<void> {
  let state: 'up' | 'down' | undefined;
  await poll({
    async ask() {
      const now = (await isListening(url, probeTimeoutMs)) ? 'up' : 'down';
      if (now !== state && !signal.aborted) told(now);
      state = now;
      return 'well';
    },
    intervalMs: probeMs,
    pauseMsMax: probeMs,
    signal,
  });
}

/** What runs elsewhere is not this developer's to start. */
export const isLocal = (url: string): boolean => URL.canParse(url) && isLoopback(new URL(url).hostname);

function isListening(url: string, timeoutMs: number): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      timeout: timeoutMs,
    });
    const end = (listening: boolean): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
