import { CompiledQueries, type GraphQLRequest } from '../../../bench/gateway/subgraphs/compiled-queries.ts';
import type { Service } from '../../../bench/gateway/subgraphs/subgraph.ts';
import { blank, fill } from '../world/marks.js';

const TEMPLATES_MAX = 4_000;

/**
 * Answers of one subgraph in one shape. The body is read with the marks of the asking user and generation blanked, so a
 * representation that holds those of another is one of nobody, and refused.
 */
export class TemplateAnswers {
  readonly #queries: CompiledQueries;
  readonly #templates = new Map<string, string>();

  constructor(service: Service) {
    this.#queries = new CompiledQueries(service);
  }

  /** Throws when the request is not one that this subgraph can answer. */
  of(body: string, generation: string, user: string): string {
    const asked = blank(body, generation, user);
    let template = this.#templates.get(asked);
    if (template === undefined) {
      template = this.#queries.answer(JSON.parse(asked) as GraphQLRequest);
      if (this.#templates.size >= TEMPLATES_MAX) this.#templates.clear();
      this.#templates.set(asked, template);
    }
    return fill(template, generation, user);
  }
}
