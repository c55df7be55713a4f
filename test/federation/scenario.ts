import type { FetchFault } from '../differential/world/faults.js';
import type { SubgraphAnswer } from '../../gateway/src/engine/engine.js';

/** A small graph with one operation that was once answered wrongly, here or by others. */
export interface Scenario {
  /** What is right, as a sentence after "a gateway". */
  readonly name: string;
  /** What went wrong. */
  readonly cause: string;
  /** SDL by subgraph, without the federation link: {@link LINK} has it. */
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly operation: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** From the deterministic universe of the graph; see `test/differential`. */
  readonly expected: unknown;
  readonly faults?: ScenarioFaults;
  /** Not mended: what is expected is what is answered, and why that is not right is the cause. */
  readonly remains?: true;
  /** Of the compiled engine, as they go to the client; default none. */
  readonly errors?: readonly ScenarioError[];
}

export interface ScenarioFaults {
  /** `Type.field` of what fails, whoever asks for it. */
  readonly fields?: readonly string[];
  /** What becomes of the answers of a subgraph. */
  readonly answers?: Readonly<Record<string, SpoiltAnswer>>;
}

export interface SpoiltAnswer {
  readonly kind: FetchFault;
  spoil(answer: SubgraphAnswer): SubgraphAnswer;
}

export interface ScenarioError {
  readonly path: readonly (string | number)[];
  readonly code: string;
}

export const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@interfaceObject", "@override", "@inaccessible"])
`;
