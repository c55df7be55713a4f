import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { openConnection, type Connection } from '../support/gateway/connection.js';
import { startFakePlatform } from '../support/gateway/fake-platform.js';
import { ask, sendRaw } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';
import { until } from '../support/gateway/until.js';
import { freePorts } from '../support/kontor/ports.js';
import {
  runWorkerGateway,
  startWorkerGateway,
  type WorkerGateway,
} from '../support/gateway/worker-gateway.js';

// Several processes start in each, on machines that do other things, too.
jest.setTimeout(120_000);

const QUERY = '{ product(id: "1") { name reviews { text } } }';
const EXPECTED = '{"data":{"product":{"name":"Product 1","reviews":[{"text":"Review of 1"}]}}}\n';
const FIELDS_QUERY = '{ __type(name: "Review") { fields { name } } }';
const CONNECTIONS = 8;
const SWAPS = 10;

describe('a gateway of several workers', () => {
  let shop: Shop;
  let file: SupergraphFile;
  let gateway: WorkerGateway | undefined;
  const connections: Connection[] = [];
  const connect = (to: WorkerGateway): Connection => {
    const connection = openConnection(to.url);
    connections.push(connection);
    return connection;
  };
  const start = async (env: Record<string, string> = {}): Promise<WorkerGateway> =>
    (gateway = await startWorkerGateway(file.path, { env }));
  const said = (of: WorkerGateway, message: string) => of.lines().filter(({ msg }) => msg === message);
  const isServed = (of: WorkerGateway, times: number) =>
    until('the supergraph is in service', () => said(of, 'supergraph in service').length === times, 30_000);

  beforeAll(async () => {
    shop = await startShop();
  });
  beforeEach(async () => {
    file = await writeSupergraphFile(shop.supergraph);
  });
  afterEach(async () => {
    for (const connection of connections.splice(0)) connection.close();
    await gateway?.stop();
    gateway = undefined;
    await file.remove();
  });
  afterAll(() => shop.close());

  it('spreads connections evenly, tells of itself as one, and drains without losing a request', async () => {
    const metricsPort = await freePorts(1);
    const running = await start({ KONTOR_METRICS_PORT: String(metricsPort) });
    const clients = Array.from({ length: CONNECTIONS }, () => connect(running));
    const first = await Promise.all(clients.map((client) => client.ask(QUERY)));
    expect(first.map(({ text }) => text.trim())).toEqual(clients.map(() => EXPECTED.trim()));
    const workers = await Promise.all(first.map(({ requestId }) => running.workerOf(requestId)));
    // Half of them each, unless one was too busy to take its own for a while.
    for (const number of [1, 2])
      expect(workers.filter((worker) => worker === number).length).toBeGreaterThanOrEqual(CONNECTIONS / 4);

    const ready = await sendRaw(running.url, { method: 'GET', path: '/health/ready' });
    expect(JSON.parse(ready.text)).toMatchObject({
      status: 'ready',
      details: { source: { kind: 'connected' }, workers: { wanted: 2, serving: 2 } },
    });
    expect(said(running, 'supergraph in service')).toHaveLength(1);
    const { text: metrics } = await sendRaw(`http://127.0.0.1:${metricsPort}`, {
      method: 'GET',
      path: '/metrics',
    });
    const served = metrics
      .split('\n')
      .filter((line) => line.startsWith('http_server_request_duration_count{'))
      .filter((line) => line.includes('"/graphql"'));
    for (const number of [1, 2])
      expect(served.filter((line) => line.includes(`worker="${number}"`))).toHaveLength(1);
    expect(served.reduce((sum, line) => sum + Number(line.split('} ')[1]?.split(' ')[0]), 0)).toBe(
      CONNECTIONS,
    );
    expect(metrics.match(/^kontor_supergraph_swaps_total.*/gm)).toHaveLength(1);

    let lost = 0;
    let answered = 0;
    const load = clients.map(async (client) => {
      for (;;) {
        const answer = await client.ask(QUERY).catch(() => undefined);
        if (answer?.status !== 200) lost += 1;
        else answered += 1;
        if (answer?.isLast !== false) return;
      }
    });
    await until('there is load', () => answered > 100);
    running.command.kill('SIGTERM');
    await Promise.all(load);
    expect(lost).toBe(0);
    expect(await running.command.exited).toBe(0);
    // Every line was whole: `lines` parses them.
    expect(said(running, 'graphql request').length).toBe(first.length + answered);
  });

  it('swaps for all workers: no request fails, and no connection gets old after new', async () => {
    const running = await start();
    const seen: number[][] = [];
    const failures: string[] = [];
    let stopping = false;
    const load = Array.from({ length: CONNECTIONS }, async () => {
      const client = connect(running);
      const versions: number[] = [];
      seen.push(versions);
      while (!stopping) {
        const answer = await client.ask(FIELDS_QUERY).catch((error: unknown) => String(error));
        if (typeof answer === 'string' || answer.status !== 200) failures.push(JSON.stringify(answer));
        else versions.push(Number(/"field(\d+)"/.exec(answer.text)?.[1] ?? 0));
      }
    });
    for (let swap = 1; swap <= SWAPS; swap++) {
      await file.replace(shop.supergraphWith(`field${swap}`));
      await isServed(running, swap + 1);
      // From here on nobody begins anything on an old one.
      const answer = await ask(running.url, FIELDS_QUERY);
      expect(answer.text).toContain(`"field${swap}"`);
    }
    stopping = true;
    await Promise.all(load);
    expect(failures).toEqual([]);
    for (const versions of seen) {
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
      expect(versions.at(-1)).toBe(SWAPS);
    }

    await file.replace('type Query { no: Supergraph }');
    await until('it is refused', () => said(running, 'supergraph in service').length === SWAPS + 1);
    await until('that is told', () =>
      running.lines().some(({ msg }) => msg.startsWith('supergraph refused')),
    );
    expect((await ask(running.url, FIELDS_QUERY)).text).toContain(`"field${SWAPS}"`);
  });

  it('plans once for all workers, and for those that come later', async () => {
    const running = await start({ KONTOR_GATEWAY_LOG_LEVEL: 'debug' });
    const clients = Array.from({ length: CONNECTIONS }, () => connect(running));
    const plans = () => said(running, 'operation planned').length;
    const answers = await Promise.all(clients.map((client) => client.ask(QUERY)));
    const workers = await Promise.all(answers.map(({ requestId }) => running.workerOf(requestId)));
    expect(new Set(workers)).toEqual(new Set([1, 2]));
    const planned = plans();
    // The document, and the one that stands for all that differ in names and literals only.
    expect(planned).toBeGreaterThan(0);
    expect(planned).toBeLessThanOrEqual(2);

    const before = running.pids().get(1);
    process.kill(before ?? 0, 'SIGKILL');
    await until('the worker is replaced', () => running.pids().get(1) !== before, 30_000);
    const again = Array.from({ length: CONNECTIONS }, () => connect(running));
    await Promise.all(again.map((client) => client.ask(QUERY)));
    expect(plans()).toBe(planned);
  });

  it('replaces a worker that is killed; only requests on its own connections fail', async () => {
    const running = await start();
    const victim = running.pids().get(1) ?? 0;
    /** The requests that were answered last on connections that then failed. */
    const failedAfter: string[] = [];
    const failures: string[] = [];
    let answered = 0;
    let stopping = false;
    const load = Array.from({ length: CONNECTIONS }, async () => {
      let client = connect(running);
      let last: string | undefined;
      while (!stopping) {
        try {
          const answer = await client.ask(QUERY);
          expect(answer.text.trim()).toBe(EXPECTED.trim());
          last = answer.requestId;
          answered += 1;
        } catch {
          if (last === undefined) failures.push('on a new connection');
          else failedAfter.push(last);
          last = undefined;
          client = connect(running);
        }
      }
    });
    await until('there is load', () => answered > 200);
    process.kill(victim, 'SIGKILL');
    await until('the worker is replaced', () => running.pids().get(1) !== victim, 30_000);
    const goal = answered + 200;
    await until('there is load again', () => answered > goal, 30_000);
    stopping = true;
    await Promise.all(load);
    expect(failures).toEqual([]);
    expect(failedAfter.length).toBeLessThan(CONNECTIONS);
    for (const requestId of failedAfter) {
      // A worker's last lines may have died with it.
      const line = running.lines().find((each) => each.requestId === requestId);
      if (line) expect(line.worker).toBe(1);
    }
    const next = await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => connect(running).ask(QUERY)),
    );
    const workers = await Promise.all(next.map(({ requestId }) => running.workerOf(requestId)));
    // It has the fewest.
    expect(workers).toContain(1);
  });

  it('drains and replaces a worker that is told to end, without losing a request', async () => {
    const running = await start();
    const leaver = running.pids().get(2) ?? 0;
    const failures: string[] = [];
    let answered = 0;
    let stopping = false;
    const load = Array.from({ length: CONNECTIONS }, async () => {
      const client = connect(running);
      while (!stopping) {
        const answer = await client.ask(QUERY).catch((error: unknown) => String(error));
        if (typeof answer === 'string' || answer.status !== 200) failures.push(JSON.stringify(answer));
        answered += 1;
      }
    });
    await until('there is load', () => answered > 100);
    process.kill(leaver, 'SIGTERM');
    await until('the worker is replaced', () => running.pids().get(2) !== leaver, 30_000);
    const goal = answered + 100;
    await until('there is load again', () => answered > goal, 30_000);
    stopping = true;
    await Promise.all(load);
    expect(failures).toEqual([]);
    expect(said(running, 'a worker has left and is replaced')).toHaveLength(1);
  });

  it('hands a connection on that a worker did not take before it died', async () => {
    const running = await start();
    const victim = running.pids().get(1) ?? 0;
    process.kill(victim, 'SIGSTOP');
    const asked = Array.from({ length: 4 }, () => connect(running).ask(QUERY));
    let answered = 0;
    for (const one of asked) void one.then(() => (answered += 1));
    await until('one waits for the worker that does not move', () => answered === 3);
    process.kill(victim, 'SIGKILL');
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('follows a registry as one, and says what the platform says while there is nothing to serve', async () => {
    const platform = await startFakePlatform();
    try {
      const running = await startWorkerGateway(undefined, {
        env: {
          KONTOR_GATEWAY_REGISTRY_PLATFORM_URL: platform.url,
          KONTOR_GATEWAY_REGISTRY_REF: 'shop@current',
          KONTOR_GATEWAY_REGISTRY_API_KEY: 'kontor_key',
        },
      });
      gateway = running;
      const clients = [connect(running), connect(running)];
      for (const { status, text } of await Promise.all(clients.map((client) => client.ask(QUERY)))) {
        expect(status).toBe(503);
        expect(text).toContain('SUPERGRAPH_NOT_READY');
      }
      platform.deliver(shop.supergraph);
      await isServed(running, 1);
      const answers = await Promise.all(clients.map((client) => client.ask(QUERY)));
      expect(answers.map(({ text }) => text.trim())).toEqual([EXPECTED.trim(), EXPECTED.trim()]);
      // One question at a time, however many workers there are.
      expect(platform.polls.length).toBeLessThan(10);
      await platform.stop();
      await until('it is said that the platform is away', () =>
        running.lines().some(({ msg }) => msg.startsWith('out of touch')),
      );
      await until('readiness says so, too', async () =>
        (await sendRaw(running.url, { method: 'GET', path: '/health/ready' })).text.includes('"stale"'),
      );
      expect(running.lines().filter(({ msg }) => msg.startsWith('out of touch'))).toHaveLength(1);
    } finally {
      await platform.stop();
    }
  });

  it('ends, and says why, when no worker lives', async () => {
    const running = await start();
    const killed = new Set<number>();
    let ended = false;
    void running.command.exited.then(() => (ended = true));
    await until(
      'it gives up',
      () => {
        for (const pid of running.pids().values()) {
          if (killed.has(pid)) continue;
          killed.add(pid);
          process.kill(pid, 'SIGKILL');
        }
        return ended;
      },
      90_000,
    );
    expect(await running.command.exited).toBe(1);
    expect(running.lines().at(-1)).toMatchObject({ level: 'fatal', code: 'GATEWAY_WORKERS_FAILED' });
    gateway = undefined;
  });

  it('says that its port is in use, as one process does', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const running = runWorkerGateway(file.path, { port });
    expect(await running.exited).toBe(2);
    expect(running.output()).toContain('PORT_TAKEN');
    await new Promise((resolve) => other.close(resolve));
  });
});
