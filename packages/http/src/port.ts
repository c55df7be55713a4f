import type { AddressInfo, Server } from 'node:net';
import { ProcessError } from './process-error.js';

/** Under a name, a server could come to listen twice, once for each family; a drain would not wait for the second. */
export const boundHost = (host: string): string => (host === 'localhost' ? '127.0.0.1' : host);

/** Why listening failed, in words where an operator can mend it. */
export function portTaken(error: unknown, { host, port }: { host: string; port: number }): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error;
  return new ProcessError('PORT_TAKEN', `Port ${port} on ${host} is in use.`, { cause: error });
}

/** Of a server that listens. */
export function addressOf(server: Server, host: string): { url: string; port: number } {
  const { port } = server.address() as AddressInfo;
  return { url: `http://${urlHost(host)}:${port}`, port };
}

/** What a client on this machine dials: a wildcard is not an address to call. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
