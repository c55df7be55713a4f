import { value } from '../command.js';
import type { CommandContext } from '../command.js';
import { type ConnectionFlags, resolveConnection } from '../config/settings.js';
import { createPlatformClient, type PlatformClient, sendsKeyInTheClear } from './client.js';

/** Flags of every command that asks the platform. */
export const CONNECTION_OPTIONS = {
  platformUrl: value(
    'url',
    'Where the platform answers (env KONTOR_PLATFORM_URL; default http://127.0.0.1:4001).',
  ),
  apiKeyFile: value('file', 'File that holds the API key (env KONTOR_API_KEY holds the key itself).'),
  home: value('folder', 'Where Kontor keeps its credentials (env KONTOR_HOME; default .kontor).'),
};

export async function connect(
  flags: ConnectionFlags,
  context: CommandContext,
  options: { timeoutMs?: number } = {},
): Promise<PlatformClient> {
  const connection = await resolveConnection(flags, context.io);
  if (sendsKeyInTheClear(connection.platformUrl))
    context.note(
      `The API key travels unencrypted to ${connection.platformUrl}; use https for anything but this machine.`,
    );
  // Set by CI systems that trace their jobs: what the platform does is part of the job's trace then.
  const traceparent = context.io.env['TRACEPARENT'];
  return createPlatformClient(connection, { ...options, traceparent });
}
