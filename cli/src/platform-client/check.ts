import * as z from 'zod';
import { formatGraphRef, type GraphRef } from '@kontor/protocol';
import type { PlatformClient } from './client.js';
import { compositionHint, compositionProblem, HINT_FIELDS, PROBLEM_FIELDS } from './problems.js';

const CHECK_SUBGRAPH = /* GraphQL */ `
  mutation CheckSubgraph($input: CheckSubgraphInput!) {
    checkSubgraph(input: $input) {
      passed
      supergraphHash
      problems { ${PROBLEM_FIELDS} }
      hints { ${HINT_FIELDS} }
    }
  }
`;

const checkVerdict = z.object({
  passed: z.boolean(),
  supergraphHash: z.string().nullable(),
  problems: z.array(compositionProblem),
  hints: z.array(compositionHint),
});

export type CheckVerdict = z.infer<typeof checkVerdict>;

const shape = z.object({ checkSubgraph: checkVerdict });

/** Would this schema compose with what is live? Changes nothing. */
export async function checkSubgraph(
  client: PlatformClient,
  ref: GraphRef,
  name: string,
  sdl: string,
): Promise<CheckVerdict> {
  const { checkSubgraph: verdict } = await client.ask(
    CHECK_SUBGRAPH,
    { input: { ref: formatGraphRef(ref), name, sdl } },
    shape,
  );
  return verdict;
}
