import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  jsonMessage,
  startRawServer,
  type OnRequest,
  type RawServer,
} from '../../../bench/gateway/http/raw-server.ts';
import { shapeNumberOf, SHAPES, SUBGRAPH_NAMES, type SubgraphName } from '../world/shapes.js';
import { subgraphService } from '../world/services.js';
import { TemplateAnswers } from './answers.js';
import { FAULT_HEADER, faultIn } from './faults.js';
import { createMisbehaviour } from './misbehave.js';
import type { SubgraphAccount } from './protocol.js';

const GENERATION = /^POST \/(g~(\d{4}))\//;
const USER = /\r\nauthorization: *Bearer (u~\d\d)/i;
const ANY_FAULT = new RegExp(`\\r\\n${FAULT_HEADER}:`, 'i');
/** The token of a mutation, which is the number of the client's request. */
const TOKEN = /"t~(\d+)"/;
const REFUSALS_KEPT_MAX = 20;
const REFUSAL_LENGTH = 600;

export interface ServedSubgraphs {
  readonly ports: Readonly<Record<SubgraphName, number>>;
  /** Every connection is cut and the port is closed for a while, as by a restart. */
  restart(name: SubgraphName, downMs: number): Promise<void>;
  /** Requests without an answer whose connection is open. */
  inFlight(): number;
  /** What happened since the last account. */
  account(): SubgraphAccount;
  close(): Promise<void>;
}

export async function serveSubgraphs(): Promise<ServedSubgraphs> {
  const misbehave = createMisbehaviour();
  const inFlight = new Set<Socket>();
  const watched = new WeakSet<Socket>();
  let executed = new Map<number, number>();
  let refusals: string[] = [];
  let requests = 0;

  function watch(socket: Socket): void {
    inFlight.add(socket);
    if (watched.has(socket)) return;
    watched.add(socket);
    socket.once('close', () => inFlight.delete(socket));
  }

  function execute(body: string): void {
    const token = Number(TOKEN.exec(body)?.[1]);
    executed.set(token, (executed.get(token) ?? 0) + 1);
  }

  function handlerOf(name: SubgraphName): OnRequest {
    const answers = SHAPES.map((shape) => new TemplateAnswers(subgraphService(name, shape)));
    return (head, bytes, write, socket) => {
      requests += 1;
      watch(socket);
      const reply = (message: Buffer): void => {
        inFlight.delete(socket);
        write(message);
      };
      const body = bytes.toString('utf8');
      if (name === 'stock' && body.includes('reserve')) execute(body);
      const [, generation = '', digits] = GENERATION.exec(head) ?? [];
      try {
        const user = USER.exec(head)?.[1];
        if (user === undefined) throw new Error('the user is not told');
        const answer = answers[shapeNumberOf(Number(digits))];
        if (!answer) throw new Error('the generation is not told');
        const json = answer.of(body, generation, user);
        const fault = faultIn(head, name);
        if (fault) misbehave(fault.kind, { number: fault.number, query: body, json, socket, reply });
        else reply(jsonMessage(json));
      } catch (error) {
        const message = `${name}: ${error instanceof Error ? error.message : String(error)}`;
        // What a fault has taken away cannot be sent any more.
        if (!ANY_FAULT.test(head) && refusals.length < REFUSALS_KEPT_MAX)
          refusals.push(`${message}\n${head}\n${body}`.slice(0, REFUSAL_LENGTH));
        reply(jsonMessage(JSON.stringify({ errors: [{ message, extensions: { code: 'SOAK_REFUSED' } }] })));
      }
    };
  }

  const handlers = new Map(SUBGRAPH_NAMES.map((name) => [name, handlerOf(name)]));
  const servers = new Map<SubgraphName, RawServer>();
  for (const [name, handler] of handlers) servers.set(name, await startRawServer(handler));
  const portOf = (name: SubgraphName): number => servers.get(name)?.port ?? 0;

  return {
    ports: { catalog: portOf('catalog'), stock: portOf('stock'), people: portOf('people') },
    async restart(name, downMs) {
      const [server, handler] = [servers.get(name), handlers.get(name)];
      if (!server || !handler) throw new Error(`there is no subgraph ${name}`);
      await server.close();
      await wait(downMs);
      servers.set(name, await startRawServer(handler, server.port));
    },
    inFlight: () => inFlight.size,
    account() {
      const account = { requests, executed: [...executed], refusals };
      executed = new Map();
      refusals = [];
      requests = 0;
      return account;
    },
    async close() {
      for (const server of servers.values()) await server.close();
    },
  };
}
