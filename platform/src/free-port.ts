import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/**
 * A port that is free now. The registry and the published routing URLs must know the port before the platform listens,
 * so port 0 is settled here.
 */
export async function freePort(host: string): Promise<number> {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
