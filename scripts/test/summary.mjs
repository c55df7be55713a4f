/** The last lines of `npm test`: which tests were skipped, then one plain line that any log reader understands. */
export function summarise(results) {
  const sum = (pick) => results.reduce((total, result) => total + pick(result), 0);
  const skipped = results.flatMap((result) => result.skipped);
  const counts = [`${sum(({ passed }) => passed)} passed`, `${sum(({ failed }) => failed)} failed`];
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
  return [...skipped.map((name) => `skipped: ${name}`), counts.join(', ')];
}
