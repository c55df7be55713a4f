export interface GraphQLAnswer {
  status: number;
  data: Record<string, unknown> | null | undefined;
  errors: { message: string; extensions?: { code?: string } }[];
}

const TIMEOUT_MS = 20_000;

/** Asks like any client. Rejects when there is no answer, or none that is JSON. */
export async function ask(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<GraphQLAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body = (await response.json()) as {
    data?: Record<string, unknown> | null;
    errors?: GraphQLAnswer['errors'];
  };
  return { status: response.status, data: body.data, errors: body.errors ?? [] };
}
