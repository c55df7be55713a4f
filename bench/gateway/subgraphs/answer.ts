import { jsonMessage } from '../http/raw-server.ts';
import { CompiledQueries, type GraphQLRequest } from './compiled-queries.ts';
import type { Subgraph } from './subgraph.ts';

const ANSWERS_MAX = 4_000;

/**
 * Answers of one subgraph, as whole HTTP messages. An answer is a pure function of the request's body, so the same body
 * gets the same bytes. When full, it forgets all of them.
 */
export class Answers {
  readonly #subgraph: Subgraph;
  readonly #byBody = new Map<string, Buffer>();
  readonly #queries: CompiledQueries;
  /** Requests that got errors: a gateway that causes any is wrong, or this program is. */
  refused = 0;

  constructor(subgraph: Subgraph) {
    this.#subgraph = subgraph;
    this.#queries = new CompiledQueries(subgraph);
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
          ? `[${request.map((one: GraphQLRequest) => this.#queries.answer(one)).join(',')}]`
          : this.#queries.answer(request as GraphQLRequest),
      );
    } catch (error) {
      this.refused += 1;
      const message = `${this.#subgraph.name}: ${error instanceof Error ? error.message : String(error)}`;
      return jsonMessage(JSON.stringify({ errors: [{ message }] }));
    }
  }
}
