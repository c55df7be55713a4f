/**
 * Which versions of Kontor talk to each other: the one place that says so.
 *
 * The CLI and gateways send their version with each request; the platform states its own and the range it accepts with
 * each answer, and refuses a client outside of it by code. Clients that send no version (curl, GraphiQL, other tools)
 * are not asked for one: what they send is judged by itself.
 */
export const CLIENT_VERSION_HEADER = 'kontor-client-version';
export const PLATFORM_VERSION_HEADER = 'kontor-platform-version';
/** `0.0 to 0.2`: what {@link acceptedVersions} says. */
export const ACCEPTED_VERSIONS_HEADER = 'kontor-accepted-client-versions';

/**
 * The compatibility window: the same major, and minors at most this far apart, either way. Patches never matter. So one
 * side is updated, then the other, in whatever order.
 */
export const MINORS_APART_MAX = 1;

export type ClientVerdict = 'accepted' | 'too-old' | 'too-new';

interface Version {
  readonly major: number;
  readonly minor: number;
}

/** May this client ask this platform? Undefined when one of the two is no version (`1.2.3`, perhaps with more behind it). */
export function judgeClientVersion(client: string, platform: string): ClientVerdict | undefined {
  const [asking, asked] = [readVersion(client), readVersion(platform)];
  if (!asking || !asked) return undefined;
  if (asking.major !== asked.major) return asking.major < asked.major ? 'too-old' : 'too-new';
  const apart = asking.minor - asked.minor;
  if (Math.abs(apart) <= MINORS_APART_MAX) return 'accepted';
  return apart < 0 ? 'too-old' : 'too-new';
}

/** The range of client versions that a platform of this version accepts, such as `1.2 to 1.4`. */
export function acceptedVersions(platform: string): string {
  const version = readVersion(platform);
  if (!version) return 'any';
  const { major, minor } = version;
  return `${major}.${Math.max(0, minor - MINORS_APART_MAX)} to ${major}.${minor + MINORS_APART_MAX}`;
}

function readVersion(text: string): Version | undefined {
  const [, major, minor] = /^(\d{1,6})\.(\d{1,6})\.\d{1,6}(?:[-+][\w.+-]*)?$/.exec(text) ?? [];
  return major === undefined || minor === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor) };
}
