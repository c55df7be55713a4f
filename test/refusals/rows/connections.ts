import { once } from 'node:events';
import type { Socket } from 'node:net';
import { answered, refused, type Outcome, type Row, type RowLimits, type Surface } from '../row.js';
import { exchange, open, outcomeOf, type Bytes } from '../send/exchange.js';
import { graphqlRequest, httpText } from '../send/http.js';
import { CLIENT_TIMEOUTS_MS, type World } from '../world/world.js';

/** Connections of the suite: fewer where the machine allows fewer files, with room for the rest of both processes. */
const IDLE_CONNECTIONS = 10_000;
const OTHER_FILES = 1_000;

const YES = answered({ data: { healthy: 'yes' } });
const ASK = httpText(graphqlRequest('{ healthy }'));
const HEAD = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

const row = (surface: Surface, name: string, act: (world: World, port: number) => Promise<Outcome>, expected: Row['expected'], limits: Partial<RowLimits> = {}): Row => ({
  name,
  surface,
  expected,
  limits,
  act: (world) => act(world, world.port(surface)),
});

/** One byte at a time, slower than anybody types. */
async function* drip(first: string, rest: string): AsyncIterable<string> {
  yield first;
  for (const character of rest) {
    await new Promise((resolve) => setTimeout(resolve, CLIENT_TIMEOUTS_MS.headers / 5));
    yield character;
  }
}

const sendAll = async (_: World, port: number, bytes: Bytes): Promise<Outcome> => outcomeOf(await exchange(port, bytes));

/** After what was done to the connections, a client asks as ever. */
const askAfter = async (port: number): Promise<Outcome> => outcomeOf(await exchange(port, ASK));

async function openMany(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  // A listener's backlog is shorter than the whole crowd.
  const PER_STEP = 100;
  while (sockets.length < count) {
    const step = Math.min(PER_STEP, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: step }, () => open(port)))));
  }
  return sockets;
}

/** Opens them, asks beside them, and waits until the server has let go of each. */
async function crowd(port: number, count: number, first: string): Promise<Outcome> {
  const sockets = await openMany(port, count);
  const closed = Promise.all(
    sockets.map(async (socket) => {
      if (!socket.closed) await once(socket.resume(), 'close');
    }),
  );
  for (const socket of sockets) if (first) socket.write(first);
  const outcome = await askAfter(port);
  await closed;
  return outcome;
}

/** Asks for large answers and reads none of them. */
async function askAndNeverRead(port: number): Promise<Outcome> {
  const large = httpText(graphqlRequest('query ($t: String) { echo(text: $t) }', { variables: { t: 'x'.repeat(900_000) } }));
  const sockets = await openMany(port, 8);
  for (const socket of sockets) {
    socket.pause();
    for (let i = 0; i < 4; i++) socket.write(large);
  }
  const outcome = await askAfter(port);
  for (const socket of sockets) socket.destroy();
  return outcome;
}

/** Leaves in the midst of it, again and again. */
async function leaveEarly(port: number, bytes: Buffer | string, times: number): Promise<Outcome> {
  for (let i = 0; i < times; i++) {
    const socket = await open(port);
    socket.write(bytes);
    await new Promise((resolve) => setImmediate(resolve));
    socket.resetAndDestroy();
  }
  return askAfter(port);
}

const crowdSize = (): number => Math.min(IDLE_CONNECTIONS, filesMax() - OTHER_FILES);
const filesMax = (): number => {
  const limits = process.report?.getReport() as { userLimits?: { open_files?: { soft: string } } } | undefined;
  const soft = Number(limits?.userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : Infinity;
};

const SLOW: Partial<RowLimits> = { outcomeMsMax: 30_000 };

const onEach = (surface: Surface): Row[] => [
  row(surface, 'headers that come a byte at a time', (w, p) => sendAll(w, p, drip(HEAD, 'a: bcdefghijklmnopqrstuvwxyz')), refused(408, 'REQUEST_TIMEOUT'), SLOW),
  row(surface, 'a connection that says nothing', (w, p) => sendAll(w, p, ''), refused(408, 'REQUEST_TIMEOUT'), SLOW),
  row(surface, 'a body that stalls', (w, p) => sendAll(w, p, `${HEAD}content-length: 100\r\n\r\n{"query":`), refused(408, 'REQUEST_TIMEOUT'), SLOW),
  row(surface, 'chunks that never end', (w, p) => sendAll(w, p, `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n`), refused(408, 'REQUEST_TIMEOUT'), SLOW),
  row(surface, '500 clients that leave before their answer', (_, p) => leaveEarly(p, ASK, 500), YES),
  row(surface, '300 clients that leave within their body', (_, p) => leaveEarly(p, `${HEAD}content-length: 100\r\n\r\n{"query":`, 300), YES),
  row(surface, 'clients that never read', (_, p) => askAndNeverRead(p), YES, { growthMiBMax: 256 }),
  row(surface, '100 requests in one piece', async (_, p) => outcomeOf((await exchange(p, Buffer.concat(Array.from({ length: 100 }, () => ASK)), 100)).slice(99)), YES),
];

export const connectionRows: readonly Row[] = [
  ...onEach('gateway'),
  ...onEach('subgraph'),
  row('gateway', `${crowdSize().toLocaleString('en')} idle connections`, (_, p) => crowd(p, crowdSize(), ''), YES, { outcomeMsMax: 60_000, growthMiBMax: 256, turnCpuMsMax: 1_000 }),
  row('gateway', '1,000 connections that stall in their headers', (_, p) => crowd(p, 1_000, HEAD), YES, { outcomeMsMax: 60_000 }),
];
