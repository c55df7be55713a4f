import { describe, expect, it } from '@jest/globals';
import { getOperationAST, parse, print } from 'graphql';
import { entityVariableClash, renameValue, renameVariable } from './free-entity-variable.js';

const clashIn = (source: string) => {
  const operation = getOperationAST(parse(source));
  return operation ? entityVariableClash(operation) : undefined;
};

describe('a variable that is named like the planner’s own', () => {
  it('gets a name that no other has', () => {
    expect(clashIn('query ($n: Int) { a(n: $n) }')).toBeUndefined();
    expect(clashIn('query ($representations: Int) { a(n: $representations) }')).toEqual({
      from: 'representations',
      to: 'representations_',
    });
    expect(clashIn('query ($representations_: Int, $representations: Int) { a }')?.to).toBe(
      'representations__',
    );
  });

  it('is renamed wherever the document names it', () => {
    const document = parse(
      'query Q($representations: Int = 1) { a(n: $representations) ...F @include(if: $representations) } fragment F on Query { b(of: [{ n: $representations }]) representations }',
    );
    const renamed = print(renameVariable(document, { from: 'representations', to: 'r' }));
    expect(renamed.match(/\$\w+/g)).toEqual(['$r', '$r', '$r', '$r']);
    expect(renamed).toContain('  representations\n');
  });

  it('keeps its value; a value that is not given stays so', () => {
    const renamed = { from: 'representations', to: 'r' };
    expect(renameValue({ representations: 1, n: 2 }, renamed)).toEqual({ r: 1, n: 2 });
    expect(renameValue({ n: 2 }, renamed)).toEqual({ n: 2 });
  });
});
