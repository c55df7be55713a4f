import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHttpServer, type HttpServer } from '@kontor/http';
import { answerClientVersions, platformVersion } from './client-versions.js';

let server: HttpServer;
beforeEach(() => {
  server = createHttpServer({ name: 'platform', logLevel: 'silent' });
  answerClientVersions(server.app, '1.4.2');
  server.app.post('/graphql', () => ({ data: {} }));
});
afterEach(() => server.app.close());

const ask = (version?: string) =>
  server.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: version === undefined ? {} : { 'kontor-client-version': version },
    payload: {},
  });

describe('a platform', () => {
  it('states its version and whom it accepts with every answer', async () => {
    for (const version of [undefined, '1.4.2', '1.0.0'])
      expect((await ask(version)).headers).toMatchObject({
        'kontor-platform-version': '1.4.2',
        'kontor-accepted-client-versions': '1.3 to 1.5',
      });
    expect(platformVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });

  it.each([undefined, '1.3.0', '1.5.9', 'not a version', ''])('answers a client of %s', async (version) => {
    expect((await ask(version)).statusCode).toBe(200);
  });

  it.each([
    ['1.2.0', 'CLIENT_TOO_OLD'],
    ['0.4.2', 'CLIENT_TOO_OLD'],
    ['1.6.0', 'CLIENT_TOO_NEW'],
    ['2.4.2', 'CLIENT_TOO_NEW'],
  ])('refuses a client of %s by code, and says why and what to do', async (version, code) => {
    const answer = await ask(version);
    expect(answer.statusCode).toBe(409);
    const { error } = answer.json<{ error: { code: string; message: string; fix: string } }>();
    expect(error).toMatchObject({ code, fix: expect.stringContaining('pdate') as unknown });
    expect(error.message).toContain(
      `Kontor ${version}; this platform is 1.4.2 and accepts clients of 1.3 to 1.5`,
    );
  });
});
