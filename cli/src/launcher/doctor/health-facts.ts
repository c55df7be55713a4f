import { PLATFORM_VERSION_HEADER } from '@kontor/protocol';
import type { HealthFacts } from './facts.js';

const TIMEOUT_MS = 3_000;

export async function gatherHealth(url: string): Promise<HealthFacts> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = (await response.json()) as { status?: unknown; details?: unknown };
    const status = body.status === 'ready' || body.status === 'draining' ? body.status : 'not ready';
    const version = response.headers.get(PLATFORM_VERSION_HEADER);
    return { url, status, version, details: body.details ?? null };
  } catch {
    return { url, status: 'unreachable', version: null, details: null };
  }
}
