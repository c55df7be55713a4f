/**
 * Counts what Jest reported (`--json`). A file that could not run at all counts as one failure, and so does a run that
 * failed without naming a test: nothing that went wrong may look like nothing.
 *
 * @param {any} report undefined when Jest did not get as far as writing one
 * @param {number} exitCode
 * @param {string} output what Jest printed
 * @returns {{ passed: number, failed: number, skipped: string[], output: string }}
 */
export function countJest(report, exitCode, output) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: [], output };
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (status) => tests.filter((test) => test.status === status).length;
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = count('failed') + brokenFiles.length;
  const skipped = tests
    .filter(({ status }) => status === 'pending' || status === 'skipped' || status === 'todo')
    .map(({ fullName }) => fullName);
  const messages = report.testResults
    .filter(({ status }) => status === 'failed')
    .map(({ message }) => message);
  return {
    passed: count('passed'),
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped,
    output: messages.length > 0 ? messages.join('\n') : output,
  };
}
