import { describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { createHotOperations } from './hot-operations.js';
import { createReceiver, type ReceiveParts } from './receive.js';

describe('what arrives', () => {
  it('is refused, and changes nothing, when checking it meets a defect', async () => {
    const defects: unknown[] = [];
    const receive = createReceiver({
      engine: { name: 'none', load: () => Promise.reject(new Error('not to be asked')) },
      hot: createHotOperations(1),
      limits: { trafficShare: 1, operationsMax: 1, warmUpMs: 0, supergraphBytesMax: 1_000_000 },
      current: () => undefined,
      swapIn: () => Promise.reject(new Error('not to be asked')),
      onHint: () => {},
      onDefect: (_, error) => defects.push(error),
      onVerdict: () => {},
    } satisfies ReceiveParts);
    // Such a text is refused with a reason; an offer without one stands for whatever we did not think of.
    const broken = { hash: artifactHash(''), origin: 'test', sdl: undefined as unknown as string };
    expect(await receive(broken)).toMatchObject({ kind: 'refused', code: 'INTERNAL_ERROR' });
    expect(defects).toMatchObject([{ name: 'TypeError' }]);
  });
});
