import { createServer } from 'node:net';

const FIRST = 20_000;
const SPAN = 20_000;

/** The first of `count` neighbouring ports that are free on the loopback now. */
export async function freePorts(count: number): Promise<number> {
  for (let base = FIRST + Math.floor(Math.random() * SPAN); ; base += count) {
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(base + index)));
    if (free.every(Boolean)) return base;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
