import { telemetry } from './start.js';

/** A request as `fetch` takes it, with its headers as a plain object. */
export type TracedRequest = Omit<RequestInit, 'headers'> & { headers: Readonly<Record<string, string>> };

/** `fetch` that is observed, and whose callee can continue the trace. Exactly `fetch` where telemetry is off. */
export async function tracedFetch(url: URL, request: TracedRequest): Promise<Response> {
  const watch = telemetry()?.call({ method: request.method ?? 'GET', url });
  if (!watch) return fetch(url, request);
  try {
    const response = await fetch(url, { ...request, headers: watch.headers(request.headers) });
    watch.ended({ status: response.status });
    return response;
  } catch (error) {
    watch.ended({ code: (error as Error).name });
    throw error;
  }
}
