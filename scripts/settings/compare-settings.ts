import type { Setting } from '@kontor/protocol/settings';
import type { SettingRead } from './scan-settings.ts';

/** What a list of settings and the source say of each other; each in words for whoever changed one of them. */
export interface Comparison {
  unlisted: string[];
  unread: string[];
  /** The source's default is not the list's. */
  differing: string[];
  /** Defaults of the list that no place in the source was found to have. */
  unproven: string[];
}

type Settings = Readonly<Record<string, Setting>>;

/** Pure. `derived` are names that follow from elsewhere and need no entry. */
export function compareSettings(
  settings: Settings,
  reads: readonly SettingRead[],
  derived: ReadonlySet<string>,
): Comparison {
  const isDerived = ({ name, isPrefix }: SettingRead) =>
    derived.has(name) || (isPrefix && [...derived].some((known) => known.startsWith(name)));
  const found = reads.map((read) => ({ read, listed: listedAs(read, settings) }));
  const proven = new Set<string>();
  const differing = found.flatMap(({ read: { fallback, name, place }, listed }) => {
    const [key] = listed;
    const setting = key === undefined ? undefined : settings[key];
    if (key === undefined || fallback === undefined || !setting || setting.otherwise !== undefined) return [];
    if (fallback === setting.default) {
      proven.add(key);
      return [];
    }
    return [
      `${name} is ${JSON.stringify(fallback)} at ${place}, ${JSON.stringify(setting.default)} in the list`,
    ];
  });
  const read = new Set(found.flatMap(({ listed }) => listed));
  return {
    unlisted: found
      .filter((each) => each.listed.length === 0 && !isDerived(each.read))
      .map((each) => `${each.read.name} at ${each.read.place}`),
    unread: Object.keys(settings).filter((name) => !read.has(name)),
    differing,
    unproven: Object.entries(settings)
      .filter(([name, setting]) => setting.default !== undefined && !proven.has(name))
      .map(([name]) => name),
  };
}

/** The entries that a read stands for: its own name, else every pattern that fits; for a prefix, all that begin so. */
function listedAs({ name, isPrefix }: SettingRead, settings: Settings): string[] {
  if (isPrefix) return Object.keys(settings).filter((listed) => listed.startsWith(name));
  if (Object.hasOwn(settings, name)) return [name];
  return Object.keys(settings).filter((listed) => listed.includes('<') && patternOf(listed).test(name));
}

/** A part in angle brackets never stands for the beginning of a name that is Kontor's or OpenTelemetry's own. */
const patternOf = (listed: string): RegExp =>
  new RegExp(`^(?!(KONTOR|OTEL)_)${listed.replaceAll(/<[A-Z]+>/g, '[A-Z0-9_]+')}$`);
