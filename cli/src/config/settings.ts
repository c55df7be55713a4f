import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { API_KEY_PATTERN, type Credentials, type GraphRef, parseGraphRef } from '@kontor/protocol';
import { badUsage, couldNotRun } from '../failure.js';
import type { Io } from '../io.js';
import { type ConfigFile, readConfigFile } from './config-file.js';
import { homePaths } from '../launcher/home.js';
import { isAlive } from '../launcher/process-identity.js';
import { readRunState } from '../launcher/run-state.js';
import { credentialsPath, kontorHome, readCredentials } from './home.js';

const DEFAULT_PLATFORM_PORT = '4001';
const KEY_FILE_BYTES_MAX = 1_024;

/** Flags of every command that asks the platform. */
export interface ConnectionFlags {
  readonly platformUrl?: string | undefined;
  readonly apiKeyFile?: string | undefined;
  readonly home?: string | undefined;
}

/** Where the platform is and the key to ask with, each with the place it came from (for messages, never the key). */
export interface Connection {
  /** An origin with an optional path, without a slash at the end. */
  readonly platformUrl: string;
  readonly apiKey: string;
  readonly apiKeySource: string;
}

/** Precedence for each value: flag, environment, configuration file, credentials of KONTOR_HOME, default. */
export async function resolveConnection(
  flags: ConnectionFlags,
  io: Pick<Io, 'env' | 'cwd'>,
  keyOfHome: 'adminKey' | 'gatewayKey' = 'adminKey',
): Promise<Connection> {
  const file = await readConfigFile(io);
  const home = homeOf(flags, io, file);
  const key = await givenKey(flags, io, file);
  const credentials =
    key === undefined || namedUrl(flags, io, file) === undefined ? await readCredentials(home) : undefined;
  const platformUrl = readPlatformUrl(namedUrl(flags, io, file) ?? defaultUrl(io, credentials));
  if (key !== undefined) return { platformUrl, ...key };
  return { platformUrl, ...keyOfCredentials(credentials, platformUrl, home, keyOfHome) };
}

/** Where commands that need no key look for the platform. */
export async function resolveHome(flags: ConnectionFlags, io: Pick<Io, 'env' | 'cwd'>): Promise<string> {
  return homeOf(flags, io, await readConfigFile(io));
}

/**
 * `graph@variant` from the argument, KONTOR_GRAPH_REF or the configuration file, in this order; else the graph of the
 * `kontor start` that runs on this home, as long as nothing names another platform.
 */
export async function resolveGraphRef(
  given: string | undefined,
  io: Pick<Io, 'env' | 'cwd'>,
): Promise<GraphRef> {
  const ref =
    given ?? (io.env['KONTOR_GRAPH_REF'] || (await readConfigFile(io))?.graphRef || (await runningGraph(io)));
  if (ref === undefined)
    throw badUsage(
      'USAGE_INVALID',
      'No graph is named.',
      'Name it as first argument, such as `storefront@current`, or set KONTOR_GRAPH_REF. Where `kontor start` runs, its graph is the default.',
    );
  const parsed = parseGraphRef(ref);
  if (parsed === undefined)
    throw badUsage(
      'USAGE_INVALID',
      `"${ref}" is not a graph reference.`,
      'Write `graph` or `graph@variant`; each part starts with a letter, then letters, digits, _ and -, at most 64 characters.',
    );
  return parsed;
}

async function runningGraph(io: Pick<Io, 'env' | 'cwd'>): Promise<string | undefined> {
  const file = await readConfigFile(io);
  if (namedUrl({}, io, file) !== undefined) return undefined;
  const state = readRunState(homePaths(homeOf({}, io, file)).run);
  return state && isAlive(state.launcher) ? (state.graph ?? undefined) : undefined;
}

const homeOf = (flags: ConnectionFlags, io: Pick<Io, 'env' | 'cwd'>, file: ConfigFile | undefined): string =>
  flags.home === undefined && !io.env['KONTOR_HOME'] && file?.home !== undefined
    ? file.home
    : kontorHome(io, flags.home);

const namedUrl = (
  flags: ConnectionFlags,
  io: Pick<Io, 'env'>,
  file: ConfigFile | undefined,
): string | undefined => flags.platformUrl ?? (io.env['KONTOR_PLATFORM_URL'] || file?.platformUrl);

function defaultUrl(io: Pick<Io, 'env'>, credentials: Credentials | undefined): string {
  const port = io.env['KONTOR_PLATFORM_PORT'];
  if (port) return `http://127.0.0.1:${port}`;
  return credentials?.platformUrl ?? `http://127.0.0.1:${DEFAULT_PLATFORM_PORT}`;
}

function readPlatformUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw badUsage(
      'USAGE_INVALID',
      `"${text}" is not the address of a platform.`,
      'Write it as `http://host:port` or `https://host`.',
    );
  if (url.username || url.password)
    throw badUsage(
      'USAGE_INVALID',
      'The address of the platform holds a user name or password.',
      'Leave them out; the API key says who asks.',
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

async function givenKey(
  flags: ConnectionFlags,
  io: Pick<Io, 'env' | 'cwd'>,
  file: ConfigFile | undefined,
): Promise<Pick<Connection, 'apiKey' | 'apiKeySource'> | undefined> {
  if (flags.apiKeyFile !== undefined) return keyOfFile(resolve(io.cwd, flags.apiKeyFile), '--api-key-file');
  const fromEnv = io.env['KONTOR_API_KEY']?.trim();
  if (fromEnv) return { apiKey: wellFormed(fromEnv, 'KONTOR_API_KEY'), apiKeySource: 'KONTOR_API_KEY' };
  if (file?.apiKeyFile !== undefined) return keyOfFile(file.apiKeyFile, `apiKeyFile of ${file.path}`);
  return undefined;
}

async function keyOfFile(path: string, source: string): Promise<Pick<Connection, 'apiKey' | 'apiKeySource'>> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).slice(0, KEY_FILE_BYTES_MAX).trim();
  } catch (error) {
    throw badUsage(
      'API_KEY_FILE_INVALID',
      `${path} (${source}) cannot be read: ${(error as Error).message}.`,
    );
  }
  if (!API_KEY_PATTERN.test(text))
    throw badUsage('API_KEY_FILE_INVALID', `${path} (${source}) does not hold one API key.`);
  return { apiKey: text, apiKeySource: source };
}

/** A key of another form cannot be one of ours: said here, without sending what may be another service's secret. */
function wellFormed(key: string, source: string): string {
  if (!API_KEY_PATTERN.test(key))
    throw couldNotRun('KEY_INVALID', `${source} does not hold a Kontor API key (kontor_<id>_<secret>).`);
  return key;
}

/** A key of the home folder goes only to the platform it was made by: a foreign --platform-url must not collect it. */
function keyOfCredentials(
  credentials: Credentials | undefined,
  platformUrl: string,
  home: string,
  keyOfHome: 'adminKey' | 'gatewayKey',
): Pick<Connection, 'apiKey' | 'apiKeySource'> {
  if (credentials === undefined)
    throw couldNotRun(
      'API_KEY_MISSING',
      `No API key was given, and ${credentialsPath(home)} does not exist.`,
    );
  if (!samePlatform(credentials.platformUrl, platformUrl))
    throw couldNotRun(
      'API_KEY_MISSING',
      `No API key was given for ${platformUrl}; the one in ${credentialsPath(home)} belongs to ${credentials.platformUrl} and is not sent elsewhere.`,
    );
  return { apiKey: credentials[keyOfHome], apiKeySource: credentialsPath(home) };
}

function samePlatform(own: string, asked: string): boolean {
  if (!URL.canParse(own)) return false;
  const [a, b] = [new URL(own), new URL(asked)];
  // Ports of one machine change between starts; they belong to the same people.
  return a.origin === b.origin || (isLoopback(a.hostname) && isLoopback(b.hostname));
}

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
