import { CompiledQueries } from '../../../bench/gateway/subgraphs/compiled-queries.ts';
import type { Asked } from '../plan/documents.js';
import { fill, generationText, userText } from '../world/marks.js';
import { monolithService } from '../world/services.js';
import { shapeNumberOf, SHAPES } from '../world/shapes.js';

/** What is right: the answer of one schema over all data, with no subgraph in between. */
export interface Expectations {
  /** The JSON of the answer; undefined where the operation does not fit this generation's schema. */
  of(asked: Asked, generation: number, user: number): string | undefined;
}

const TEMPLATES_MAX = 4_000;

export function createExpectations(): Expectations {
  const byShape = SHAPES.map((shape) => ({
    queries: new CompiledQueries(monolithService(shape)),
    templates: new Map<string, string | undefined>(),
  }));
  return {
    of(asked, generation, user) {
      const shape = byShape[shapeNumberOf(generation)];
      if (!shape) throw new Error('there is no such shape');
      const key = asked.variables ? `${JSON.stringify(asked.variables)}${asked.query}` : asked.query;
      let template = shape.templates.get(key);
      if (template === undefined && !shape.templates.has(key)) {
        template = answer(shape.queries, asked);
        if (shape.templates.size >= TEMPLATES_MAX) shape.templates.clear();
        shape.templates.set(key, template);
      }
      return template && fill(template, generationText(generation), userText(user));
    },
  };
}

/** Documents of a soak are right but for fields that a shape does not have. */
function answer(queries: CompiledQueries, asked: Asked): string | undefined {
  try {
    return queries.answer(asked);
  } catch {
    return undefined;
  }
}
