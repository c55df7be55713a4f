import { request as httpRequest, Agent, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createHttpServer, sendError, type HttpServer, type HttpServerOptions } from '@kontor/http';

// On a busy machine, dropping a database or starting a process takes its time.
jest.setTimeout(60_000);

const open: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.drain()));
});

async function start(
  options: Partial<HttpServerOptions> = {},
  routes: (server: HttpServer) => void = () => {},
) {
  const server = createHttpServer({ name: 'test', logLevel: 'silent', ...options });
  routes(server);
  open.push(server);
  const { url } = await server.listen({ port: 0 });
  return { server, url };
}

/** One request over an agent, for what fetch hides: connections. */
function get(
  url: string,
  agent?: Agent,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { ...(agent && { agent }) }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
      response.once('error', reject);
    });
    outgoing.once('error', reject).end();
  });
}

describe('the HTTP rim', () => {
  it('answers what it does not have, or cannot read, with a code and a next step', async () => {
    const { url } = await start({ bodyLimitBytes: 100 }, ({ app }) => {
      app.post('/echo', (request) => request.body);
      app.get('/denied', (_request, reply) => sendError(reply, 'PERMISSION_DENIED', 'Not you.'));
      app.get('/broken', () => {
        throw new Error('the password is hunter2');
      });
    });
    const post = (body: string, type = 'application/json') =>
      fetch(`${url}/echo`, { method: 'POST', body, headers: { 'content-type': type } });

    const answers = await Promise.all([
      fetch(`${url}/nowhere?key=secret`),
      fetch(`${url}/denied`),
      fetch(`${url}/broken`),
      post('{'),
      post('a=b', 'application/x-www-form-urlencoded'),
      post(JSON.stringify({ text: 'x'.repeat(200) })),
      post('{"__proto__": {"admin": true}}'),
      fetch(`${url}/%ff?key=secret`),
    ]);
    const told = await Promise.all(
      answers.map(async (answer) => {
        const { error } = (await answer.json()) as { error: { code: string; message: string; fix: string } };
        expect(error.fix).toBeTruthy();
        expect(error.message).not.toMatch(/hunter2|secret/);
        return [answer.status, error.code];
      }),
    );
    expect(told).toEqual([
      [404, 'ROUTE_NOT_FOUND'],
      [403, 'PERMISSION_DENIED'],
      [500, 'INTERNAL_ERROR'],
      [400, 'REQUEST_INVALID'],
      [415, 'MEDIA_TYPE_UNSUPPORTED'],
      [413, 'REQUEST_TOO_LARGE'],
      [400, 'REQUEST_INVALID'],
      [400, 'REQUEST_INVALID'],
    ]);
  });

  it('returns the request id of the caller, or one of its own', async () => {
    const { url } = await start();
    const given = await fetch(`${url}/health/live`, { headers: { 'x-request-id': 'mine-1' } });
    const made = await fetch(`${url}/health/live`, { headers: { 'x-request-id': 'two words' } });
    expect(given.headers.get('x-request-id')).toBe('mine-1');
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is live from the start, and ready when its own check says so', async () => {
    let ready: () => { ready: boolean; details?: Record<string, unknown> } = () => ({
      ready: false,
      details: { database: 'down' },
    });
    const { url } = await start({ ready: () => ready() });
    const ask = async () => {
      const answer = await fetch(`${url}/health/ready`);
      return [answer.status, await answer.json()];
    };
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(await ask()).toEqual([503, { status: 'not ready', details: { database: 'down' } }]);
    ready = () => {
      throw new Error('check broke');
    };
    expect(await ask()).toEqual([503, { status: 'not ready' }]);
    ready = () => ({ ready: true });
    expect(await ask()).toEqual([200, { status: 'ready' }]);
  });

  it('lets only the configured origins call from a browser', async () => {
    const { url } = await start({ cors: { origins: ['https://app.example'], credentials: true } });
    const preflight = (origin: string) =>
      fetch(`${url}/health/live`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      });
    const allowed = await preflight('https://app.example');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect(() =>
      createHttpServer({ name: 'x', logLevel: 'silent', cors: { origins: '*', credentials: true } }),
    ).toThrow(TypeError);
  });

  it('names a port that is taken', async () => {
    const { url } = await start();
    const second = createHttpServer({ name: 'second', logLevel: 'silent' });
    open.push(second);
    await expect(second.listen({ port: Number(new URL(url).port) })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(new URL(url).port),
      fix: expect.any(String),
    });
  });

  it('cuts a client that never finishes its headers', async () => {
    const { url } = await start({ timeouts: { headersTimeoutMs: 200, requestTimeoutMs: 300 } });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\n');
    socket.resume();
    await once(socket, 'close');
    expect(socket.destroyed).toBe(true);
  });
});

describe('drain', () => {
  it('loses no request under load, and answers new ones while it drains', async () => {
    const { server, url } = await start({}, ({ app }) => {
      app.get('/work', async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return 'done';
      });
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    let draining = false;
    const tally = { before: 0, during: 0, lost: [] as unknown[] };

    // Like a load balancer that goes on until it is told that this server goes away, and acts a little too late.
    const client = async () => {
      for (let told = 0; told < 3;) {
        try {
          const duringDrain = draining;
          const { status, headers } = await get(`${url}/work`, agent);
          if (status !== 200) tally.lost.push(status);
          tally[duringDrain ? 'during' : 'before'] += 1;
          if (headers.connection === 'close') told += 1;
        } catch (error) {
          tally.lost.push(error);
          return;
        }
      }
    };
    const clients = Array.from({ length: 20 }, client);
    while (tally.before < 200) await new Promise((resolve) => setImmediate(resolve));
    draining = true;
    const drained = server.drain();
    await Promise.all([...clients, drained]);
    agent.destroy();

    expect(tally.lost).toEqual([]);
    expect(tally.during).toBeGreaterThanOrEqual(20 * 2);
    await expect(get(`${url}/work`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('accepts new connections while it yields, and says that it is not ready', async () => {
    const { server, url } = await start({ drain: { quietMs: 300 } });
    const drained = server.drain();
    const answer = await get(`${url}/health/ready`);
    expect([answer.status, answer.body]).toEqual([503, '{"status":"draining"}']);
    expect(answer.headers.connection).toBe('close');
    await drained;
  });

  it('lets a request in flight finish after the listener has closed', async () => {
    const gate = Promise.withResolvers<string>();
    const reached = Promise.withResolvers<void>();
    const { server, url } = await start({ drain: { quietMs: 10, yieldMsMax: 20 } }, ({ app }) => {
      app.get('/slow', () => {
        reached.resolve();
        return gate.promise;
      });
    });
    const slow = get(`${url}/slow`);
    await reached.promise;
    const drained = server.drain();
    await untilRefused(url);
    gate.resolve('finished');
    expect(await slow).toMatchObject({ status: 200, body: 'finished', headers: { connection: 'close' } });
    await drained;
  });

  it('closes idle connections instead of waiting for them', async () => {
    const { server, url } = await start({ drain: { quietMs: 10, drainTimeoutMs: 60_000 } });
    const agent = new Agent({ keepAlive: true });
    await get(`${url}/health/live`, agent);
    expect(Object.keys(agent.freeSockets)).toHaveLength(1);
    await server.drain();
    agent.destroy();
  });

  it('cuts what does not finish by the deadline', async () => {
    const reached = Promise.withResolvers<void>();
    const { server, url } = await start(
      { drain: { quietMs: 10, yieldMsMax: 20, drainTimeoutMs: 200 } },
      ({ app }) => {
        app.get('/never', () => {
          reached.resolve();
          return new Promise(() => {});
        });
      },
    );
    const never = get(`${url}/never`).catch((error: NodeJS.ErrnoException) => error.code);
    await reached.promise;
    await server.drain();
    expect(await never).toBe('ECONNRESET');
  });

  it('runs what closes with the server once, after the last answer', async () => {
    const events: string[] = [];
    const { server, url } = await start({}, ({ app }) => {
      app.get('/work', async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        events.push('answered');
        return '';
      });
      app.addHook('onClose', async () => void events.push('closed'));
    });
    const work = get(`${url}/work`);
    await new Promise((resolve) => server.app.server.once('request', resolve));
    await Promise.all([server.drain(), server.drain(), work]);
    expect(events).toEqual(['answered', 'closed']);
  });
});

async function untilRefused(url: string): Promise<void> {
  for (;;) {
    const code = await get(url).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (code === 'ECONNREFUSED') return;
  }
}
