import { ACCEPTED_VERSIONS_HEADER, PLATFORM_VERSION_HEADER } from '@kontor/protocol';
import { CliFailure, couldNotRun } from '../failure.js';

/** What a platform states with each answer; null when it does not (then it is older than versions are stated). */
export interface PlatformVersions {
  readonly platform: string | null;
  /** The clients it accepts, such as `0.0 to 0.2`. */
  readonly accepts: string | null;
}

export const readPlatformVersions = (headers: Headers): PlatformVersions => ({
  platform: headers.get(PLATFORM_VERSION_HEADER),
  accepts: headers.get(ACCEPTED_VERSIONS_HEADER),
});

/**
 * Between two versions that differ, a question that the platform does not know, or an answer in another form, is no mistake
 * of whoever typed the command: the failure says so. Within one version it means what it says. Pure.
 */
export function explainMisfit(failure: unknown, cli: string, { platform }: PlatformVersions): unknown {
  if (!(failure instanceof CliFailure) || platform === cli) return failure;
  const misfit =
    failure.code === 'GRAPHQL_VALIDATION_FAILED' ||
    // Without a version stated, whoever sent a strange answer may be anybody.
    (failure.code === 'PLATFORM_ANSWER_INVALID' && platform !== null);
  if (!misfit) return failure;
  const who = platform === null ? 'The platform states no version' : `The platform is Kontor ${platform}`;
  return couldNotRun(
    'PLATFORM_VERSION_DIFFERS',
    `${who}, this command is of ${cli}, and the two do not understand each other here. ${failure.message}`,
    undefined,
    failure,
  );
}

/** For people: `0.1.0 (accepts clients of 0.0 to 0.2)`. */
export const describeVersions = ({ platform, accepts }: PlatformVersions): string =>
  platform === null
    ? 'not stated'
    : `${platform}${accepts === null ? '' : ` (accepts clients of ${accepts})`}`;
