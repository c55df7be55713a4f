// This file is read by whatever Node the machine has, however old: no newer syntax here, and no imports.

export const NODE_VERSION_MIN = '20.19.0';
export const NPM_VERSION_MIN = '10.0.0';

/** Is `version` (with or without a leading v) at least `minimum`? Pre-release suffixes are ignored. */
export function isAtLeast(version, minimum) {
  const parts = (text) => text.replace(/^v/, '').split(/[.+-]/).slice(0, 3).map(Number);
  const have = parts(version);
  const need = parts(minimum);
  for (let index = 0; index < need.length; index += 1) {
    const difference = (have[index] || 0) - need[index];
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** What to print when this Node cannot even run the set-up; undefined when it can. */
export function refuseNode(version) {
  if (isAtLeast(version, NODE_VERSION_MIN)) return undefined;
  return (
    'error NODE_TOO_OLD: Node ' +
    version +
    ' cannot set up Kontor.\n' +
    '  why: the set-up needs Node ' +
    NODE_VERSION_MIN +
    ' or newer; Kontor itself then runs on a newer one that the set-up brings.\n' +
    '  fix: install a current Node (https://nodejs.org) or select one with your version manager, then run the command again.\n'
  );
}

/** Ends the process with the refusal when this Node is too old. Call it before importing anything else. */
export function requireNode() {
  const refusal = refuseNode(process.version);
  if (refusal === undefined) return;
  process.stderr.write(refusal);
  process.exit(2);
}
