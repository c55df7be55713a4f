import { readSupergraph, type CompositionProblem } from '@kontor/federation';
import { artifactHash, type ErrorCode } from '@kontor/protocol';
import type { Supergraph } from '../engine/engine.js';

export type VerifiedSupergraph =
  | { kind: 'fit'; urls: readonly string[]; hints: readonly string[] }
  | { kind: 'refused'; code: ErrorCode; message: string };

/** May this supergraph be served? Everything that can be said without an engine. */
export function verifySupergraph(
  supergraph: Supergraph,
  { bytesMax }: { bytesMax: number },
): VerifiedSupergraph {
  const bytes = Buffer.byteLength(supergraph.sdl);
  if (bytes > bytesMax)
    return refused('SUPERGRAPH_TOO_LARGE', `It has ${bytes} bytes, the limit is ${bytesMax}.`);
  if (artifactHash(supergraph.sdl) !== supergraph.hash)
    return refused('SUPERGRAPH_HASH_MISMATCH', `Its content is not that of ${supergraph.hash}.`);
  return readFit(supergraph.sdl);
}

function readFit(sdl: string): VerifiedSupergraph {
  const reading = readSupergraph(sdl);
  if (reading.kind === 'refused') return refusedFor(reading.problems);
  return {
    kind: 'fit',
    urls: reading.subgraphs.map(({ url }) => url),
    hints: reading.hints.map(({ message }) => message),
  };
}

/** The first reason stands for all; a publish, where the reasons are for reading, lists each. */
function refusedFor(problems: readonly CompositionProblem[]): VerifiedSupergraph {
  const [first, ...others] = problems;
  if (!first) throw new Error('a supergraph was refused without a reason');
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return refused(first.code, `${first.message} ${first.fix}${more}`);
}

const refused = (code: ErrorCode, message: string): VerifiedSupergraph => ({
  kind: 'refused',
  code,
  message,
});
