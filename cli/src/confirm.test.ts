import { describe, expect, it } from '@jest/globals';
import { confirm } from './confirm.js';
import { fakeIo } from './io.fake.js';

const ask = (typed: string) => confirm('Delete it?', false, fakeIo({ terminal: true, stdin: typed }));

describe('asking for confirmation', () => {
  it.each(['y\n', 'yes\n', ' Y \n'])('takes %j as yes', async (typed) => {
    await expect(ask(typed)).resolves.toBeUndefined();
  });

  it.each(['n\n', '\n', 'yess\n', ''])('takes %j as no', async (typed) => {
    await expect(ask(typed)).rejects.toMatchObject({ code: 'CONFIRMATION_REQUIRED', exitCode: 3 });
  });

  it('is not asked with --yes, nor where there is no terminal', async () => {
    const io = fakeIo();
    await expect(confirm('Delete it?', true, io)).resolves.toBeUndefined();
    await expect(confirm('Delete it?', false, io)).rejects.toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
    expect(io.printed).toEqual({ stdout: '', stderr: '' });
  });
});
