import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { couldNotRun } from '../failure.js';
import { delay } from './child-unit.js';

/** A port that a process is to listen on. */
export interface WantedPort {
  /** `gateway`, `platform`, or a subgraph's name. */
  readonly process: string;
  readonly port: number;
  /** What decides about it: a variable, or a place in kontor.yaml. */
  readonly decidedBy: string;
}

const LOOPBACK = '127.0.0.1';

/** Throws PORT_TAKEN naming every wanted port that something listens on, who it is, and what changes the port. */
export async function refuseTakenPorts(wanted: readonly WantedPort[]): Promise<void> {
  const taken = await untilReleased(wanted);
  if (taken.length === 0) return;
  const lines = taken.map(({ process, port }) => {
    const owner = portOwner(port);
    return `Port ${port} (${process}) is taken${owner ? ` by ${owner.command} (pid ${owner.pid})` : ''}.`;
  });
  const ways = [...new Set(taken.map(({ decidedBy }) => decidedBy))].join(', ');
  throw couldNotRun(
    'PORT_TAKEN',
    lines.join(' '),
    `Stop what listens there, or choose other ports: ${ways}.`,
  );
}

/**
 * The ports that stay taken. One that nobody listens on any more belongs to a process that is just ending: its main thread
 * can be gone while another still holds the socket. Such a port is waited for.
 */
async function untilReleased(wanted: readonly WantedPort[]): Promise<readonly WantedPort[]> {
  const over = AbortSignal.timeout(RELEASE_WAIT_MS);
  for (;;) {
    const free = await Promise.all(wanted.map(({ port }) => isFree(port)));
    const taken = wanted.filter((_, index) => !free[index]);
    if (over.aborted || taken.every(({ port }) => portOwner(port) !== undefined)) return taken;
    await delay(RELEASE_POLL_MS, over).catch(() => {});
  }
}

const RELEASE_WAIT_MS = 3_000;
const RELEASE_POLL_MS = 50;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: LOOPBACK, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

const LISTEN_STATE = '0A';

/** Who listens on a TCP port of this machine, as far as this user may see. Linux only; undefined elsewhere. */
export function portOwner(port: number): { pid: number; command: string } | undefined {
  try {
    const inodes = new Set([...listeners('/proc/net/tcp', port), ...listeners('/proc/net/tcp6', port)]);
    if (inodes.size === 0) return undefined;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
      if (holdsSocket(pid, inodes)) return { pid: Number(pid), command: commandOf(pid) };
  } catch {
    // No /proc: the message goes without the owner.
  }
  return undefined;
}

function listeners(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync(table, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === LISTEN_STATE)
    .map((fields) => `socket:[${fields[9]}]`);
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(linkOf(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

const COMMAND_LENGTH_MAX = 80;

function commandOf(pid: string): string {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  return words.join(' ').slice(0, COMMAND_LENGTH_MAX) || readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
}
