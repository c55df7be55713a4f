import { isDeepStrictEqual } from 'node:util';
import type { ExecutionResult } from 'graphql';
import type { Answer } from '../witnesses/witness.js';

/** What is wrong with an answer, in words; empty when nothing is. */
export function compareWithoutFaults(
  expected: ExecutionResult,
  answer: Answer,
  refusals: readonly string[],
  inParts: boolean,
): readonly string[] {
  const findings: string[] = [];
  const data: unknown = plain(answer.data);
  const wanted: unknown = plain(expected.data);
  if (!isDeepStrictEqual(data, wanted)) findings.push('the data differ');
  else if (!inParts && JSON.stringify(data) !== JSON.stringify(wanted))
    findings.push('the order of fields differs');
  const hasErrors = answer.errors.length > 0;
  if (hasErrors !== (expected.errors?.length ?? 0) > 0)
    findings.push(hasErrors ? 'there are errors' : 'there is no error');
  if (answer.status !== undefined && answer.status !== statusFor(expected))
    findings.push(`the status is ${answer.status}`);
  for (const refusal of refusals) findings.push(`a subgraph refuses: ${refusal}`);
  return findings;
}

/** Of an answer as `application/json`. Nothing was executed: the caller's mistake. */
const statusFor = ({ data }: ExecutionResult): number => (data === undefined ? 400 : 200);

/** As it goes to the client. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
