import type { EngineRequest, SubgraphFetch } from '../engine/engine.js';
import type { RequestTemplate } from '../plan/program.js';

/** The body is written once, here; `variables` is for who looks at it. `representations` are members of its variables. */
export function createFetch(
  template: RequestTemplate,
  given: EngineRequest['variables'],
  representations: string,
): SubgraphFetch {
  let variables = representations;
  for (const { name, start } of template.variables) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) variables += `${variables === '' ? '' : ','}${start}${JSON.stringify(value)}`;
  }
  return new PreparedFetch(template, variables);
}

/** Holds its text once: a part of it would keep the thousands of pieces alive that it was made of. */
class PreparedFetch implements SubgraphFetch {
  readonly subgraph: string;
  readonly url: string;
  readonly kind: 'query' | 'mutation';
  readonly query: string;
  readonly operationName: string | undefined;
  readonly body: string;
  readonly template: RequestTemplate;

  constructor(template: RequestTemplate, variables: string) {
    this.template = template;
    this.subgraph = template.subgraph;
    this.url = template.url;
    this.kind = template.operationKind;
    this.query = template.query;
    this.operationName = template.operationName;
    this.body = `${template.bodyStart}${variables}}}`;
  }

  get variables(): Readonly<Record<string, unknown>> {
    return (JSON.parse(this.body) as { variables: Record<string, unknown> }).variables;
  }
}

/** What a fetch was made of; undefined for one that was not made here. */
export const templateOf = (fetch: SubgraphFetch): RequestTemplate | undefined =>
  fetch instanceof PreparedFetch ? fetch.template : undefined;
