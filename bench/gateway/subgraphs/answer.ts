import { parse } from 'graphql';
import { jsonMessage } from '../http/raw-server.ts';
import { compileQuery, type CompiledQuery, type Variables } from './compile-query.ts';
import type { Subgraph } from './subgraph.ts';

const ANSWERS_MAX = 4_000;
const QUERIES_MAX = 4_000;

interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Variables | null;
}

/**
 * Answers of one subgraph, as whole HTTP messages. An answer is a pure function of the request's body, so the same body
 * gets the same bytes; a query that was seen before is not parsed again. Both stores forget everything when full.
 */
export class Answers {
  readonly #subgraph: Subgraph;
  readonly #byBody = new Map<string, Buffer>();
  readonly #queries = new Map<string, CompiledQuery>();
  /** Requests that got errors: a gateway that causes any is wrong, or this program is. */
  refused = 0;

  constructor(subgraph: Subgraph) {
    this.#subgraph = subgraph;
  }

  of(body: string): Buffer {
    const known = this.#byBody.get(body);
    if (known) return known;
    const message = this.#compute(body);
    if (this.#byBody.size >= ANSWERS_MAX) this.#byBody.clear();
    this.#byBody.set(body, message);
    return message;
  }

  #compute(body: string): Buffer {
    try {
      const request = JSON.parse(body) as GraphQLRequest | readonly GraphQLRequest[];
      return jsonMessage(
        Array.isArray(request)
          ? `[${request.map((one: GraphQLRequest) => this.#answer(one)).join(',')}]`
          : this.#answer(request as GraphQLRequest),
      );
    } catch (error) {
      this.refused += 1;
      const message = `${this.#subgraph.name}: ${error instanceof Error ? error.message : String(error)}`;
      return jsonMessage(JSON.stringify({ errors: [{ message }] }));
    }
  }

  #answer({ query, operationName, variables }: GraphQLRequest): string {
    const key = operationName ? `${operationName} ${query}` : query;
    const given = variables ?? {};
    let compiled = this.#queries.get(key);
    if (!compiled) {
      compiled = compileQuery(
        this.#subgraph,
        parse(query, { noLocation: true }),
        operationName ?? undefined,
        given,
      );
      if (this.#queries.size >= QUERIES_MAX) this.#queries.clear();
      if (!compiled.conditional) this.#queries.set(key, compiled);
    }
    return compiled.write(given);
  }
}
