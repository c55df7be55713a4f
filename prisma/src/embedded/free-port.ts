import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** `preferred` when it is free on the loopback, else any free port. Somebody may still take it before it is used. */
export async function choosePort(preferred: number | undefined): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  return (await listenOn(0)) ?? Promise.reject(new Error('the loopback has no free port'));
}

export const isFree = async (port: number): Promise<boolean> => (await listenOn(port)) !== undefined;

function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const taken = (server.address() as AddressInfo).port;
      server.close(() => resolve(taken));
    });
  });
}
