import * as z from 'zod';
import { CLIENT_VERSION_HEADER, findErrorCode } from '@kontor/protocol';
import { CliFailure, couldNotRun } from '../failure.js';
import { type Connection, isLoopback } from '../config/settings.js';
import { cliVersion } from '../version.js';
import { explainMisfit, type PlatformVersions, readPlatformVersions } from './platform-versions.js';

/** Composition of a large graph takes seconds; an answer that takes longer than this will not come. */
const REQUEST_TIMEOUT_MS = 60_000;
/** A supergraph of thousands of types has a few MiB. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
const HTTP_BAD_REQUEST = 400;

export interface PlatformClient {
  readonly platformUrl: string;
  /** What the platform stated with its last answer. */
  versions(): PlatformVersions;
  /**
   * Asks one GraphQL question. `shape` is what the command relies on; an answer of another shape is
   * PLATFORM_ANSWER_INVALID, an error in the answer is thrown with the code it carries.
   */
  ask<T>(document: string, variables: Readonly<Record<string, unknown>>, shape: z.ZodType<T>): Promise<T>;
}

const answerSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string().optional(), fix: z.string().optional() }).loose().optional(),
      }),
    )
    .optional(),
});

const errorBodySchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), fix: z.string() }),
});

export function createPlatformClient(
  { platformUrl, apiKey }: Connection,
  options: {
    timeoutMs?: number;
    fetch?: typeof fetch;
    traceparent?: string | undefined;
    version?: string;
  } = {},
): PlatformClient {
  const send = options.fetch ?? fetch;
  const timeoutMs = options.timeoutMs ?? REQUEST_TIMEOUT_MS;
  const version = options.version ?? cliVersion();
  let versions: PlatformVersions = { platform: null, accepts: null };
  return {
    platformUrl,
    versions: () => versions,
    async ask(document, variables, shape) {
      const response = await reach(platformUrl, timeoutMs, () =>
        send(`${platformUrl}/graphql`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${apiKey}`,
            'content-type': 'application/json',
            accept: 'application/graphql-response+json, application/json',
            'user-agent': `kontor-cli/${version}`,
            [CLIENT_VERSION_HEADER]: version,
            ...(options.traceparent && { traceparent: options.traceparent }),
          },
          body: JSON.stringify({ query: document, variables }),
          // A redirect would carry the key to where nobody chose to send it.
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
        }).then(async (answer) => ({
          status: answer.status,
          body: await readLimited(answer),
          versions: readPlatformVersions(answer.headers),
        })),
      );
      versions = response.versions;
      try {
        return readAnswer(response, platformUrl, shape);
      } catch (error) {
        throw explainMisfit(error, version, versions);
      }
    },
  };
}

/** Is the key about to travel in the clear over a network? */
export const sendsKeyInTheClear = (platformUrl: string): boolean => {
  const url = new URL(platformUrl);
  return url.protocol === 'http:' && !isLoopback(url.hostname);
};

async function reach<T>(platformUrl: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CliFailure) throw error;
    throw couldNotRun(
      'PLATFORM_UNREACHABLE',
      `${platformUrl} ${describeFailure(error, timeoutMs)}`,
      undefined,
      error,
    );
  }
}

function describeFailure(error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `did not answer within ${timeoutMs / 1_000} s.`;
  const reason = cause instanceof Error ? (cause as NodeJS.ErrnoException) : undefined;
  switch (reason?.code) {
    case 'ECONNREFUSED':
      return 'refused the connection: nothing listens there.';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'cannot be found: its name does not resolve.';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'closed the connection without an answer.';
    default:
      return `cannot be reached: ${reason?.message || message}.`;
  }
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX)
      throw couldNotRun(
        'PLATFORM_ANSWER_INVALID',
        `The answer is larger than ${ANSWER_BYTES_MAX / 1024 / 1024} MiB.`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readAnswer<T>(
  { status, body }: { status: number; body: string },
  platformUrl: string,
  shape: z.ZodType<T>,
): T {
  const json = parseJson(body);
  const refusal = errorBodySchema.safeParse(json);
  if (refusal.success) throw refused(refusal.data.error);
  const answer = answerSchema.safeParse(json);
  if (!answer.success || (answer.data.data === undefined && answer.data.errors === undefined))
    throw couldNotRun(
      'PLATFORM_ANSWER_INVALID',
      `${platformUrl}/graphql answered ${status} with something that is no GraphQL answer.`,
    );
  const [first] = answer.data.errors ?? [];
  if (first !== undefined)
    throw refused({ code: first.extensions?.code, message: first.message, fix: first.extensions?.fix });
  const data = shape.safeParse(answer.data.data);
  if (!data.success) {
    const issue = data.error.issues[0];
    throw couldNotRun(
      'PLATFORM_ANSWER_INVALID',
      `${platformUrl}/graphql answered without what this command needs (${issue?.path.join('.') ?? 'data'}: ${issue?.message ?? 'unknown'}).`,
    );
  }
  return data.data;
}

/** A refusal in the platform's words. A code this version does not know is passed on as it is: it may be newer. */
function refused({
  code,
  message,
  fix,
}: {
  code?: string | undefined;
  message: string;
  fix?: string | undefined;
}): CliFailure {
  if (code === undefined || !/^[A-Z][A-Z0-9_]*$/.test(code))
    return couldNotRun('PLATFORM_ANSWER_INVALID', `The platform refused without a code: ${message}`);
  const entry = findErrorCode(code);
  const advice = fix ?? entry?.fix ?? 'Look at the log of the platform.';
  // A 400 says that the question itself was wrong: exit 3, as for a bad flag.
  return new CliFailure(entry?.httpStatus === HTTP_BAD_REQUEST ? 'badUsage' : 'couldNotRun', {
    code,
    message,
    fix: advice,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
