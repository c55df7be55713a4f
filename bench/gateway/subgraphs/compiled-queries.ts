import { parse } from 'graphql';
import { compileQuery, type CompiledQuery, type Variables } from './compile-query.ts';
import type { Service } from './subgraph.ts';

const QUERIES_MAX = 4_000;

export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Variables | null;
}

/** A query that was seen before is not parsed again; when full, all are forgotten. */
export class CompiledQueries {
  readonly #service: Service;
  readonly #queries = new Map<string, CompiledQuery>();

  constructor(service: Service) {
    this.#service = service;
  }

  /** The JSON of the answer. Throws when the request is not a valid one. */
  answer({ query, operationName, variables }: GraphQLRequest): string {
    const key = operationName ? `${operationName} ${query}` : query;
    const given = variables ?? {};
    let compiled = this.#queries.get(key);
    if (!compiled) {
      const document = parse(query, { noLocation: true });
      compiled = compileQuery(this.#service, document, operationName ?? undefined, given);
      if (this.#queries.size >= QUERIES_MAX) this.#queries.clear();
      if (!compiled.conditional) this.#queries.set(key, compiled);
    }
    return compiled.write(given);
  }
}
