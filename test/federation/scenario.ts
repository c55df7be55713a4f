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
}

export const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@interfaceObject", "@override", "@inaccessible"])
`;
