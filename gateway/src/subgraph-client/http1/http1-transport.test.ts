import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type LookupFunction, type Server, type Socket } from 'node:net';
import { until } from '../../../../test/support/gateway/until.js';
import { seededRandom } from '../../test-support/seeded-random.js';
import { prepareHeaders } from '../prepared-headers.js';
import { createPublicLookup } from '../public-lookup.js';
import type { Sending, Transport, TransportLimits, WireOutcome } from '../transport.js';
import { createHttp1Transport } from './http1-transport.js';

const LIMITS: TransportLimits = {
  connectionsMax: 2,
  queuedFetchesMax: 10,
  connectTimeoutMs: 2_000,
  keepAliveMs: 10_000,
  responseBytesMax: 100_000,
  compression: 'public',
};

/** A request as it came over the wire, and the connection that it came on. */
interface Arrived {
  readonly head: string;
  readonly body: string;
  readonly connection: number;
  readonly socket: Socket;
}

type Behave = (arrived: Arrived) => void;

const open = new Set<{ close(): Promise<void> }>();

/** A server that speaks whatever it is told to. */
async function serve(behave: Behave, host = '127.0.0.1') {
  const sockets: Socket[] = [];
  const arrived: Arrived[] = [];
  const server: Server = createServer({ noDelay: true }, (socket) => {
    const connection = sockets.push(socket) - 1;
    socket.on('error', () => undefined);
    let bytes = Buffer.alloc(0);
    socket.on('data', (more: Buffer) => {
      bytes = Buffer.concat([bytes, more]);
      for (;;) {
        const end = bytes.indexOf('\r\n\r\n');
        if (end === -1) return;
        const head = bytes.toString('latin1', 0, end);
        const length = Number(/content-length: (\d+)/.exec(head)?.[1]);
        if (bytes.length < end + 4 + length) return;
        const body = bytes.toString('utf8', end + 4, end + 4 + length);
        bytes = bytes.subarray(end + 4 + length);
        const request = { head, body, connection, socket };
        arrived.push(request);
        behave(request);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const served = {
    arrived,
    sockets,
    origin: new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  open.add(served);
  return served;
}

function client(origin: URL, more: Partial<TransportLimits> = {}, lookup?: LookupFunction): Transport {
  const transport = createHttp1Transport(origin, { ...LIMITS, ...more }, lookup);
  open.add({ close: () => transport.destroy() });
  return transport;
}

interface Asked {
  readonly outcome: Promise<WireOutcome>;
  readonly sending: Sending;
}

function ask(transport: Transport, body = '{}', headers: Record<string, string> = {}): Asked {
  const { promise, resolve } = Promise.withResolvers<WireOutcome>();
  const request = {
    path: '/graphql?a=1',
    headers: prepareHeaders(headers),
    body,
    contentEncoding: undefined,
  };
  return { sending: transport.send(request, resolve), outcome: promise };
}

const json = (body: string, more = ''): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;
const answering =
  (text: string): Behave =>
  ({ socket }) =>
    void socket.write(text, 'latin1');
const echo: Behave = ({ socket, body }) => void socket.write(json(body));

const bodyOf = async ({ outcome }: Asked): Promise<unknown> => {
  const it = await outcome;
  return it.kind === 'response' ? it.response.body : it;
};
const lost = (cause: string) => ({ kind: 'connection-failure', failure: { nothingSent: false, cause } });

afterEach(async () => {
  await Promise.all([...open].map((one) => one.close()));
  open.clear();
});

describe('HTTP/1.1 to a subgraph', () => {
  it('sends one request in the form of the protocol', async () => {
    const server = await serve(echo);
    const transport = client(server.origin);
    expect(await bodyOf(ask(transport, '{"a":"é€😀"}', { 'X-Name': 'café', 'x-empty': '' }))).toBe(
      '{"a":"é€😀"}',
    );
    expect(server.arrived[0]?.head.split('\r\n')).toEqual([
      'POST /graphql?a=1 HTTP/1.1',
      `host: ${server.origin.host}`,
      'connection: keep-alive',
      'content-type: application/json',
      'accept: application/graphql-response+json, application/json;q=0.9',
      'x-name: café',
      'x-empty: ',
      'content-length: 17',
    ]);
  });

  it('uses a connection again', async () => {
    const server = await serve(echo);
    const transport = client(server.origin);
    for (const body of ['1', '22', '"é"', '4']) expect(await bodyOf(ask(transport, body))).toBe(body);
    expect(server.sockets).toHaveLength(1);
    expect(transport.facts()).toEqual({ connections: 1, idle: 1, waiting: 0 });
  });

  it('reaches an address of IPv6', async () => {
    const server = await serve(echo, '::1');
    expect(await bodyOf(ask(client(server.origin), '1'))).toBe('1');
    expect(server.arrived[0]?.head).toContain(`host: [::1]:${server.origin.port}\r\n`);
  });

  it('finds the address that answers, of several', async () => {
    const server = await serve(echo);
    const addresses = ['::1', '127.0.0.1'].map((address) => ({ address, family: address === '::1' ? 6 : 4 }));
    const lookup = ((_host, _options, done) => done(null, addresses)) as LookupFunction;
    const transport = client(new URL(`http://subgraph.example:${server.origin.port}`), {}, lookup);
    for (const body of ['1', '2']) expect(await bodyOf(ask(transport, body))).toBe(body);
    expect(server.sockets).toHaveLength(1);
  });

  it('opens no more connections than it may; the others wait, in their order', async () => {
    const held: Arrived[] = [];
    const server = await serve((request) => void held.push(request));
    const transport = client(server.origin);
    const answers = ['1', '2', '3', '4'].map((body) => ask(transport, body));
    await until('two have arrived', () => held.length === 2);
    expect(transport.facts()).toEqual({ connections: 2, idle: 0, waiting: 2 });
    for (let turn = 0; turn < 4; turn++) {
      await until('the next has arrived', () => held.length > turn);
      echo(held[turn] as Arrived);
    }
    expect(await Promise.all(answers.map(bodyOf))).toEqual(['1', '2', '3', '4']);
    expect(held.slice(2).map(({ body }) => body)).toEqual(['3', '4']);
    expect(server.sockets).toHaveLength(2);
  });

  it('refuses what would wait behind too many', async () => {
    const held: Arrived[] = [];
    const server = await serve((request) => void held.push(request));
    const transport = client(server.origin, { connectionsMax: 1, queuedFetchesMax: 2 });
    const answers = ['1', '2', '3', '4'].map((body) => ask(transport, body));
    expect(await answers[3]?.outcome).toEqual({ kind: 'queue-full' });
    expect(transport.facts().waiting).toBe(3);
    answers[1]?.sending.cancel();
    const late = ask(transport, '5');
    for (let turn = 0; turn < 3; turn++) {
      await until('the next has arrived', () => held.length > turn);
      echo(held[turn] as Arrived);
    }
    expect(await bodyOf(late)).toBe('5');
    expect(held.map(({ body }) => body)).toEqual(['1', '3', '5']);
  });

  describe('does not use a connection again', () => {
    it.each<[string, string]>([
      ['that the other side closes', json('1', 'connection: close\r\n')],
      ['of HTTP/1.0', json('1').replace('HTTP/1.1', 'HTTP/1.0')],
      ['that carries more than the answer', `${json('1')}${json('"forged"')}`],
      ['that is kept for no more than a moment', json('1', 'keep-alive: timeout=1\r\n')],
    ])('%s', async (_, text) => {
      const server = await serve(answering(text));
      const transport = client(server.origin);
      expect(await bodyOf(ask(transport, 'a'))).toBe('1');
      expect(transport.facts().idle).toBe(0);
      expect(await bodyOf(ask(transport, 'b'))).toBe('1');
      expect(server.arrived.map(({ connection }) => connection)).toEqual([0, 1]);
    });

    it('on which bytes came that nobody asked for', async () => {
      const server = await serve(echo);
      const transport = client(server.origin);
      expect(await bodyOf(ask(transport, '1'))).toBe('1');
      server.sockets[0]?.write(json('"forged"'));
      await until('the connection is closed', () => transport.facts().connections === 0);
      expect(await bodyOf(ask(transport, '2'))).toBe('2');
    });

    it('on which the answer came before all of the request had left', async () => {
      // It answers when the first bytes come, and reads no further.
      const eager = createServer((socket) => {
        open.add({ close: async () => void socket.destroy() });
        socket.on('error', () => undefined);
        socket.once('data', () => socket.pause().write(json('"early"')));
      });
      await new Promise<void>((resolve) => eager.listen(0, '127.0.0.1', resolve));
      open.add({ close: () => new Promise((resolve) => eager.close(() => resolve())) });
      const { port } = eager.address() as AddressInfo;
      const transport = client(new URL(`http://127.0.0.1:${port}`));
      expect(await bodyOf(ask(transport, 'x'.repeat(30_000_000)))).toBe('"early"');
      expect(transport.facts().idle).toBe(0);
    });

    it('that has been idle for too long', async () => {
      const server = await serve(echo);
      const transport = client(server.origin, { keepAliveMs: 1 });
      expect(await bodyOf(ask(transport, '1'))).toBe('1');
      const endsAt = performance.now() + 2;
      await until('the time is up', () => performance.now() > endsAt);
      expect(await bodyOf(ask(transport, '2'))).toBe('2');
      expect(server.sockets).toHaveLength(2);
    });
  });

  it('closes idle connections by itself', async () => {
    const server = await serve(echo);
    const transport = client(server.origin, { keepAliveMs: 1 });
    await ask(transport).outcome;
    await until('it is closed', () => transport.facts().connections === 0);
  });

  describe('says whether anything may have been sent', () => {
    it('nothing, where nobody listens', async () => {
      const server = await serve(echo);
      await server.close();
      open.clear();
      const transport = client(server.origin);
      const failure = { nothingSent: true, cause: 'ECONNREFUSED' };
      const asked = [ask(transport), ask(transport), ask(transport)];
      for (const { outcome } of asked) expect(await outcome).toEqual({ kind: 'connection-failure', failure });
      expect(transport.facts()).toEqual({ connections: 0, idle: 0, waiting: 0 });
    });

    it('nothing, where connecting takes too long', async () => {
      const silent: LookupFunction = () => undefined;
      const transport = client(new URL('http://subgraph.example'), { connectTimeoutMs: 20 }, silent);
      expect(await ask(transport).outcome).toEqual({
        kind: 'connection-failure',
        failure: { nothingSent: true, cause: 'CONNECT_TIMEOUT' },
      });
    });

    it.each<[string, Behave, string]>([
      ['is closed at once', ({ socket }) => void socket.end(), 'CUT_SHORT'],
      ['is cut', ({ socket }) => void socket.resetAndDestroy(), 'ECONNRESET'],
      ['ends within the head', ({ socket }) => void socket.end('HTTP/1.1 200 OK\r\ncont'), 'CUT_SHORT'],
      ['ends within the body', ({ socket }) => void socket.end(json('{}').slice(0, -1)), 'CUT_SHORT'],
      ['speaks no HTTP', ({ socket }) => void socket.write('SSH-2.0\r\n\r\n'), 'STATUS_LINE_INVALID'],
    ])('something, where the connection %s', async (_, behave, cause) => {
      const server = await serve(behave);
      expect(await ask(client(server.origin)).outcome).toEqual(lost(cause));
    });

    it('something, where a kept connection ends under the request; and the other kept ones are closed', async () => {
      const held: Arrived[] = [];
      const server = await serve((request) => void held.push(request));
      const transport = client(server.origin);
      const first = [ask(transport), ask(transport)];
      await until('both have arrived', () => held.length === 2);
      held.forEach(echo);
      await Promise.all(first.map(({ outcome }) => outcome));
      expect(transport.facts().idle).toBe(2);
      const stale = ask(transport, '3');
      await until('it has arrived', () => held.length === 3);
      held[2]?.socket.destroy();
      expect(await stale.outcome).toMatchObject({
        kind: 'connection-failure',
        failure: { nothingSent: false },
      });
      await until('no connection is left', () => transport.facts().connections === 0);
    });
  });

  it('does not dial an address that is not public, where only those may be dialled', async () => {
    const server = await serve(echo);
    const url = new URL(`http://localhost:${server.origin.port}`);
    expect(await ask(client(url, {}, createPublicLookup())).outcome).toEqual({ kind: 'private-address' });
    expect(server.sockets).toHaveLength(0);
  });

  it('takes no more of an answer than it may', async () => {
    const server = await serve(answering('HTTP/1.1 200 OK\r\n\r\n' + 'x'.repeat(100_001)));
    expect(await ask(client(server.origin)).outcome).toEqual({ kind: 'too-large' });
  });

  it('tells the other side that nobody waits any more, and nobody of the answer', async () => {
    const server = await serve(() => undefined);
    const transport = client(server.origin);
    const asked = ask(transport);
    let told = false;
    void asked.outcome.then(() => (told = true));
    await until('it has arrived', () => server.arrived.length === 1);
    asked.sending.cancel();
    await until('the connection is closed', () => server.sockets[0]?.destroyed === true);
    expect([told, transport.facts().connections]).toEqual([false, 0]);
  });

  it('that is released ends what is under way and what waits, then its connections', async () => {
    const held: Arrived[] = [];
    const server = await serve((request) => void held.push(request));
    const transport = client(server.origin, { connectionsMax: 1 });
    const asked = [ask(transport, '1'), ask(transport, '2')];
    await until('one has arrived', () => held.length === 1);
    transport.release();
    expect(await ask(transport).outcome).toMatchObject({ failure: { nothingSent: true } });
    echo(held[0] as Arrived);
    await until('the other has arrived', () => held.length === 2);
    echo(held[1] as Arrived);
    expect(await Promise.all(asked.map(bodyOf))).toEqual(['1', '2']);
    await until('no connection is left', () => transport.facts().connections === 0);
  });

  it('that is destroyed fails what is under way and what waits', async () => {
    const server = await serve(() => undefined);
    const transport = client(server.origin, { connectionsMax: 1 });
    const asked = [ask(transport), ask(transport)];
    await until('one has arrived', () => server.arrived.length === 1);
    await Promise.all([transport.destroy(), transport.destroy()]);
    expect(await asked[0]?.outcome).toEqual(lost('CLIENT_CLOSED'));
    expect(await asked[1]?.outcome).toMatchObject({ failure: { nothingSent: true, cause: 'CLIENT_CLOSED' } });
    expect(transport.facts()).toEqual({ connections: 0, idle: 0, waiting: 0 });
  });

  it('gives each of 10,000 requests its own answer, whatever others do', async () => {
    const random = seededRandom(7);
    const server = await serve((request) => {
      const { socket, body } = request;
      const answer = `{"echo":${body}}`;
      const kind = random.between(0, 99);
      if (kind < 2) return void socket.destroy();
      if (kind < 4) return void socket.write(json(answer) + json('{"echo":"forged"}'));
      if (kind < 6)
        return void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}');
      if (kind < 8) return void socket.write(json(answer, 'connection: close\r\n'));
      if (kind < 10) return void socket.end(json(answer).slice(0, -2));
      if (kind < 40) {
        const cut = random.between(1, answer.length - 1);
        const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
        socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunk(answer.slice(0, cut))}`);
        return void setImmediate(() => socket.write(`${chunk(answer.slice(cut))}0\r\n\r\n`));
      }
      if (kind < 70) {
        const text = json(answer);
        const cut = random.between(1, text.length - 1);
        socket.write(text.slice(0, cut));
        return void setImmediate(() => socket.write(text.slice(cut)));
      }
      return void socket.write(json(answer));
    });
    const transport = client(server.origin, { connectionsMax: 8, queuedFetchesMax: 1_000 });
    const seen = { answered: 0, failed: 0, cancelled: 0 };
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < 10_000) {
        const id = `"${next++}${'x'.repeat(random.between(0, 3) * 40)}"`;
        const { sending, outcome } = ask(transport, id);
        if (random.between(0, 19) === 0) {
          if (random.between(0, 1) === 0) await new Promise((resolve) => setImmediate(resolve));
          sending.cancel();
          seen.cancelled++;
          continue;
        }
        const told = await outcome;
        if (told.kind === 'response') {
          expect(told.response.body).toBe(`{"echo":${id}}`);
          seen.answered++;
        } else {
          expect(told.kind).toBe('connection-failure');
          seen.failed++;
        }
      }
    };
    await Promise.all(Array.from({ length: 40 }, worker));
    expect(seen.answered + seen.failed + seen.cancelled).toBe(10_000);
    expect(seen.answered).toBeGreaterThan(8_000);
    expect(transport.facts()).toMatchObject({ waiting: 0 });
    expect(transport.facts().connections).toBeLessThanOrEqual(8);
  });
});
