import { readFileSync } from 'node:fs';
import { type HttpServer, sendError } from '@kontor/http';
import {
  ACCEPTED_VERSIONS_HEADER,
  acceptedVersions,
  CLIENT_VERSION_HEADER,
  judgeClientVersion,
  PLATFORM_VERSION_HEADER,
} from '@kontor/protocol';

/** Of its package.json. */
export const platformVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
    .version;

/**
 * States the platform's version and the clients it accepts with every answer, and turns away a client outside of the
 * window before anything of its request is read: a coded refusal instead of whatever would not fit further in.
 */
export function answerClientVersions(app: HttpServer['app'], version: string = platformVersion()): void {
  const accepted = acceptedVersions(version);
  app.addHook('onRequest', async (request, reply) => {
    reply.header(PLATFORM_VERSION_HEADER, version).header(ACCEPTED_VERSIONS_HEADER, accepted);
    const given = request.headers[CLIENT_VERSION_HEADER];
    const client = typeof given === 'string' ? given : '';
    switch (judgeClientVersion(client, version)) {
      case 'too-old':
        return sendError(reply, 'CLIENT_TOO_OLD', refusal(client, version, accepted));
      case 'too-new':
        return sendError(reply, 'CLIENT_TOO_NEW', refusal(client, version, accepted));
      case 'accepted':
      case undefined:
        return undefined;
    }
  });
}

const refusal = (client: string, version: string, accepted: string): string =>
  `The client is Kontor ${client}; this platform is ${version} and accepts clients of ${accepted}.`;
