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
  /** Null when it did not pass, or when no routing URL is known. */
  supergraphHash: z.string().nullable(),
  problems: z.array(compositionProblem),
  hints: z.array(compositionHint),
});

export type CheckVerdict = z.infer<typeof checkVerdict>;

const shape = z.object({ checkSubgraph: checkVerdict });

export interface ProposedSubgraph {
  readonly name: string;
  readonly sdl: string;
  /** Undefined: that of the live version. */
  readonly routingUrl?: string | undefined;
}

/** Would this schema compose with what is live? Changes nothing. */
export async function checkSubgraph(
  client: PlatformClient,
  ref: GraphRef,
  proposed: ProposedSubgraph,
): Promise<CheckVerdict> {
  const { checkSubgraph: verdict } = await client.ask(
    CHECK_SUBGRAPH,
    { input: { ref: formatGraphRef(ref), ...proposed } },
    shape,
  );
  return verdict;
}
