import type { SubgraphUrls } from '../world/supergraph.ts';
import type { WorkloadName } from '../workloads.ts';

/** Where a target is to run, and over what. */
export interface TargetPlace {
  /** A folder of its own for files that it needs. */
  readonly folder: string;
  readonly port: number;
  readonly supergraphFile: string;
  readonly urls: SubgraphUrls;
  readonly workload: WorkloadName;
  /** Further arguments for Node, of targets that run on it. */
  readonly nodeArguments: readonly string[];
}

export interface TargetCommand {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface Target {
  readonly name: TargetName;
  readonly title: string;
  /** The folder of peers/ that must be installed. */
  readonly peer?: string;
  readonly runsOnNode: boolean;
  /** Why a workload has no row of this target; undefined when it has one. */
  unfit?(workload: WorkloadName): string | undefined;
  /** Writes what the target needs into its folder and says how it is started. */
  command(place: TargetPlace): TargetCommand;
}

export type TargetName = 'kontor' | 'apollo' | 'hive' | 'mercurius' | 'grafbase' | 'by-hand' | 'hello';

/** Node with a module, for targets that are one. */
export const node = (place: TargetPlace, ...rest: readonly string[]): string[] => [
  process.execPath,
  ...place.nodeArguments,
  ...rest,
];
