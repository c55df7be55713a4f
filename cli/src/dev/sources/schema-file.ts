import { CliFailure } from '../../failure.js';
import type { Io } from '../../io.js';
import { loadSchema } from '../../schema/load-schema.js';
import type { SourceSlot } from '../board.js';
import type { Sighting } from '../facts.js';
import type { DevLimits } from '../limits.js';
import { reasonOf } from './schema-peer.js';
import { type FileReading, followFiles } from './watch-files.js';

export interface SchemaFileSource {
  readonly name: string;
  /** A file or a pattern, relative to the working directory. */
  readonly given: string;
  readonly routingUrl: string | undefined;
}

/** A developer's schema. */
export const followSchemaFile = (
  source: SchemaFileSource,
  slot: Pick<SourceSlot, 'report'>,
  io: Pick<Io, 'stdin' | 'cwd'>,
  limits: DevLimits,
  signal: AbortSignal,
): Promise<void> =>
  followFiles(
    { given: source.given, cwd: io.cwd },
    () => read(source, io),
    (sighting) => slot.report(sighting),
    limits,
    signal,
  );

async function read(
  { name, given, routingUrl }: SchemaFileSource,
  io: Pick<Io, 'stdin' | 'cwd'>,
): Promise<FileReading<Sighting>> {
  try {
    const source = await loadSchema(given, io);
    return { kind: 'usable', value: { kind: 'seen', subgraphs: [{ name, source, routingUrl }] } };
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error;
    return { kind: 'unusable', value: { kind: 'absent', reason: reasonOf(error) } };
  }
}
