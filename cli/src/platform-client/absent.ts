import { type GraphRef, formatGraphRef } from '@kontor/protocol';
import { couldNotRun, type CliFailure } from '../failure.js';

/** The platform answers null for what is not there and for what the key may not see: the two are not told apart. */
export const variantAbsent = (ref: GraphRef): CliFailure =>
  couldNotRun('VARIANT_NOT_FOUND', `There is no ${formatGraphRef(ref)} that this key may see.`);

export const subgraphAbsent = (ref: GraphRef, name: string): CliFailure =>
  couldNotRun(
    'SUBGRAPH_NOT_FOUND',
    `${formatGraphRef(ref)} has no subgraph "${name}".`,
    `\`kontor subgraph list ${formatGraphRef(ref)}\` shows those it has.`,
  );
