import * as z from 'zod';
import { couldNotRun } from '../failure.js';

const TIMEOUT_MS_DEFAULT = 10_000;
const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

const answer = z.object({ data: z.object({ _service: z.object({ sdl: z.string() }) }) });

/** Asks a running subgraph for its schema, as composition tools do. Throws SUBGRAPH_UNREACHABLE. */
export async function fetchRunningSchema(
  name: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number = TIMEOUT_MS_DEFAULT,
): Promise<string> {
  // What stands before the host or behind the path may be a secret.
  const { origin, pathname } = new URL(url);
  const place = `Subgraph "${name}" at ${origin}${pathname}`;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const parsed = answer.safeParse(JSON.parse(await readLimited(response)));
    if (parsed.success) return parsed.data.data._service.sdl;
  } catch (error) {
    const { message, cause, name: kind } = error as Error;
    if (kind === 'TimeoutError')
      throw couldNotRun('SUBGRAPH_UNREACHABLE', `${place} gave no schema within ${timeoutMs / 1_000} s.`);
    throw couldNotRun(
      'SUBGRAPH_UNREACHABLE',
      `${place} gave no schema: ${cause instanceof Error ? cause.message || message : message}.`,
      undefined,
      error,
    );
  }
  throw couldNotRun('SUBGRAPH_UNREACHABLE', `${place} answered, but not with \`{ _service { sdl } }\`.`);
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX)
      throw new Error(`its answer is larger than ${ANSWER_BYTES_MAX / 1024 / 1024} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
