export interface ContractRow {
  readonly feature: string;
  readonly what: string;
  readonly result: string;
}

/** `check x result`, for whoever reads the run. */
export function printContractTable(rows: readonly ContractRow[]): void {
  const width = Math.max(...rows.map(({ feature }) => feature.length));
  const lines = rows.map(
    ({ feature, what, result }) => `  ${result.padEnd(6)} ${feature.padEnd(width)}  ${what}`,
  );
  const passed = rows.filter(({ result }) => result === 'pass').length;
  process.stdout.write(`\nsubgraph contract: ${passed} of ${rows.length} checks pass\n${lines.join('\n')}\n`);
}
