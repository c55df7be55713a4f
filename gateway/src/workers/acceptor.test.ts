import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '../../../test/support/gateway/until.js';
import { createAcceptor, type Acceptor, type Taker } from './acceptor.js';

interface FakeTaker extends Taker {
  readonly handed: Socket[];
}
const taker = (): FakeTaker => {
  const handed: Socket[] = [];
  return { handed, hand: (connection) => void handed.push(connection) };
};

describe('the one who accepts', () => {
  let acceptor: Acceptor;
  const clients: Socket[] = [];
  const listen = async (connectionsMax = 100) => {
    acceptor = createAcceptor({ connectionsMax });
    return (await acceptor.listen({ host: '127.0.0.1', port: 0 })).port;
  };
  const dial = async (port: number): Promise<Socket> => {
    const client = connect(port, '127.0.0.1');
    clients.push(client);
    await once(client, 'connect');
    return client;
  };
  const hasHanded = (to: FakeTaker, count: number) =>
    until(`${count} were handed`, () => to.handed.length === count);
  afterEach(() => {
    acceptor.close();
    for (const client of clients.splice(0)) client.destroy();
  });

  it('gives each connection to who has the fewest', async () => {
    const port = await listen();
    const [a, b] = [taker(), taker()];
    acceptor.add(a);
    acceptor.add(b);
    for (const [to, count] of [
      [a, 1],
      [b, 1],
      [a, 2],
    ] as const) {
      await dial(port);
      await hasHanded(to, count);
      acceptor.taken(to);
    }
    acceptor.ended(a, 2);
    await dial(port);
    await hasHanded(a, 3);
  });

  it('passes by who does not answer', async () => {
    const port = await listen();
    const [stuck, other] = [taker(), taker()];
    acceptor.add(stuck);
    acceptor.add(other);
    await dial(port);
    await hasHanded(stuck, 1);
    for (let count = 1; count <= 3; count++) {
      await dial(port);
      await hasHanded(other, count);
      acceptor.taken(other);
    }
    acceptor.remove(stuck);
    await hasHanded(other, 4);
    expect(other.handed.at(-1)).toBe(stuck.handed[0]);
  });

  it('keeps connections while there is nobody, and prefers who stays', async () => {
    const port = await listen();
    await dial(port);
    const [leaving, staying] = [taker(), taker()];
    acceptor.add(leaving);
    await hasHanded(leaving, 1);
    acceptor.leaving(leaving);
    acceptor.declined(leaving);
    acceptor.add(staying);
    await hasHanded(staying, 1);
  });

  it('closes those over the limit as they come', async () => {
    const port = await listen(1);
    const a = taker();
    acceptor.add(a);
    await dial(port);
    await hasHanded(a, 1);
    const second = await dial(port);
    second.resume();
    await once(second, 'close');
    expect(a.handed).toHaveLength(1);
  });

  it('says that a port is in use', async () => {
    const port = await listen();
    const other = createAcceptor({ connectionsMax: 1 });
    await expect(other.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });
});
