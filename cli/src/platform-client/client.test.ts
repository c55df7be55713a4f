import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { createPlatformClient, sendsKeyInTheClear } from './client.js';

const apiKey = `kontor_${'k'.repeat(16)}_${'s'.repeat(43)}`;
const shape = z.object({ graph: z.string() });

/** A client whose platform answers as told, and the requests it got. */
function clientOf(answer: () => Response | Promise<Response>) {
  const requests: { url: string; init: RequestInit }[] = [];
  const client = createPlatformClient(
    { platformUrl: 'http://platform.test', apiKey, apiKeySource: 'test' },
    {
      fetch: (url, init) => {
        requests.push({ url: String(url), init: init ?? {} });
        return Promise.resolve(answer());
      },
    },
  );
  return { ask: () => client.ask('query Q { graph }', { a: 1 }, shape), requests };
}

const json =
  (body: unknown, status = 200) =>
  () =>
    new Response(JSON.stringify(body), { status });
const failing = (cause: object) => () =>
  Promise.reject(
    Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('why'), cause) }),
  );

describe('asking the platform', () => {
  it('sends key, version, document and variables, and follows no redirect', async () => {
    const { ask, requests } = clientOf(json({ data: { graph: 'shop', more: 1 } }));
    expect(await ask()).toEqual({ graph: 'shop' });
    const [{ url, init }] = requests as [(typeof requests)[0]];
    expect(url).toBe('http://platform.test/graphql');
    expect(init).toMatchObject({
      method: 'POST',
      redirect: 'error',
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect((init.headers as Record<string, string>)['kontor-client-version']).toMatch(/^\d+\.\d+\.\d+/);
    expect(JSON.parse(String(init.body))).toEqual({ query: 'query Q { graph }', variables: { a: 1 } });
  });

  it.each([
    [
      'a coded GraphQL error',
      json({ errors: [{ message: 'No.', extensions: { code: 'PERMISSION_DENIED' } }] }),
      'PERMISSION_DENIED',
      2,
    ],
    [
      'a question that was wrong',
      json({ errors: [{ message: 'No.', extensions: { code: 'INPUT_INVALID' } }] }),
      'INPUT_INVALID',
      3,
    ],
    [
      'an ErrorBody',
      json({ error: { code: 'KEY_INVALID', message: 'No.', fix: 'Do.' } }, 401),
      'KEY_INVALID',
      2,
    ],
    [
      'a code that is newer than this version',
      json({ errors: [{ message: 'No.', extensions: { code: 'BRAND_NEW' } }] }),
      'BRAND_NEW',
      2,
    ],
    ['an error without a code', json({ errors: [{ message: 'No.' }] }), 'PLATFORM_ANSWER_INVALID', 2],
    ['an answer without what is needed', json({ data: { graph: null } }), 'PLATFORM_ANSWER_INVALID', 2],
    ['an empty object', json({}), 'PLATFORM_ANSWER_INVALID', 2],
    [
      'a page of a proxy',
      () => new Response('<html>Bad gateway</html>', { status: 502 }),
      'PLATFORM_ANSWER_INVALID',
      2,
    ],
    ['a refused connection', failing({ code: 'ECONNREFUSED' }), 'PLATFORM_UNREACHABLE', 2],
    ['an unknown host', failing({ code: 'ENOTFOUND' }), 'PLATFORM_UNREACHABLE', 2],
    ['a timeout', () => Promise.reject(new DOMException('', 'TimeoutError')), 'PLATFORM_UNREACHABLE', 2],
  ])('tells %s', async (_what, answer, code, exitCode) => {
    const failure: unknown = await clientOf(answer)
      .ask()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, exitCode, fix: expect.stringMatching(/\w/) as unknown });
    expect(JSON.stringify(failure) + String((failure as Error).message)).not.toContain(apiKey);
  });

  it('passes data on only when there is no error beside it', async () => {
    const answer = json({
      data: { graph: 'shop' },
      errors: [{ message: 'Half.', extensions: { code: 'INTERNAL_ERROR' } }],
    });
    await expect(clientOf(answer).ask()).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
  });
});

describe('a key in the clear', () => {
  it.each([
    ['http://127.0.0.1:4001', false],
    ['http://localhost', false],
    ['http://[::1]:4001', false],
    ['https://kontor.example', false],
    ['http://kontor.example', true],
    ['http://10.0.0.7:4001', true],
  ])('%s: %s', (url, expected) => {
    expect(sendsKeyInTheClear(url)).toBe(expected);
  });
});
