import { acceptedVersions, judgeClientVersion } from '@kontor/protocol';
import type { DatabaseFacts, Facts, Finding, HealthFacts, HomeFacts, ProcessFacts } from './facts.js';

/** What is wrong, in the order in which it is best mended. Pure. */
export function judge(facts: Facts): Finding[] {
  return [
    ...judgeHome(facts.home),
    ...judgeLauncher(facts),
    ...facts.processes.filter(({ alive }) => !alive).map(processGone),
    ...judgeDatabase(facts.database),
    ...judgeHealth('platform', facts.platform),
    ...judgeVersions(facts),
    ...judgeHealth('gateway', facts.gateway),
  ];
}

function judgeHome({ path, exists, mode, writable, secrets }: HomeFacts): Finding[] {
  if (!exists)
    return [
      { what: `KONTOR_HOME (${path}) does not exist.`, fix: 'Run `kontor start`, or set KONTOR_HOME.' },
    ];
  const findings: Finding[] = [];
  if (!writable)
    findings.push({
      what: `KONTOR_HOME (${path}) cannot be written by this user.`,
      fix: `Make it yours: chown -R "$USER" ${path}`,
    });
  if (mode !== null && (Number.parseInt(mode, 8) & 0o022) !== 0)
    findings.push({
      what: `Others may write to KONTOR_HOME (${path}, mode ${mode}).`,
      fix: `chmod go-w ${path}`,
    });
  for (const secret of secrets)
    if (secret.mode !== null && (Number.parseInt(secret.mode, 8) & 0o077) !== 0)
      findings.push({
        what: `Others may read ${secret.file} (mode ${secret.mode}).`,
        fix: `chmod 600 ${secret.file}`,
      });
  return findings;
}

function judgeLauncher({ launcher, platform, gateway, home }: Facts): Finding[] {
  if (launcher?.alive) return [];
  if (launcher)
    return [
      {
        what: `The launcher (pid ${launcher.pid}) ended without cleaning up.`,
        fix: 'Run `kontor start`: it clears up and starts again.',
      },
    ];
  // The planes may run on their own, as they do in production.
  const runsAlone = platform.status !== 'unreachable' || gateway.status !== 'unreachable';
  return runsAlone || !home.exists
    ? []
    : [{ what: 'Nothing runs on this KONTOR_HOME.', fix: 'Run `kontor start`.' }];
}

const processGone = ({ name, pid }: ProcessFacts): Finding => ({
  what: `${name} (pid ${pid}) is gone.`,
  fix: 'If the launcher runs, it starts it again within seconds; else run `kontor start`.',
});

function judgeDatabase(database: DatabaseFacts): Finding[] {
  switch (database.kind) {
    case 'unknown':
      return [];
    case 'unreachable':
      return [{ what: `${database.code}: ${database.message}`, fix: database.fix }];
    case 'reachable':
      return database.domains.flatMap(({ domain, database: name, exists, pending, failed }) => {
        if (!exists)
          return [
            {
              what: `The database ${name} of ${domain} does not exist.`,
              fix: 'Run `kontor start`, which creates it.',
            },
          ];
        if (failed.length > 0)
          return [
            {
              what: `Migrations of ${domain} failed: ${failed.join(', ')}.`,
              fix: '`kontor explain MIGRATION_FAILED` says how to go on.',
            },
          ];
        if (pending.length > 0)
          return [
            {
              what: `Migrations of ${domain} are not applied: ${pending.join(', ')}.`,
              fix: 'Run `kontor start`, which applies them.',
            },
          ];
        return [];
      });
  }
}

function judgeHealth(name: string, { url, status, details }: HealthFacts): Finding[] {
  switch (status) {
    case 'ready':
      return [];
    case 'draining':
    case 'not ready':
      if (sourceCodeOf(details) === 'SUPERGRAPH_NOT_READY')
        return [
          {
            what: `The ${name} at ${url} has nothing to serve: no publish to its graph has composed yet.`,
            fix: 'Publish a subgraph with `kontor subgraph publish`, or write one with `kontor init subgraph`.',
          },
        ];
      return [
        {
          what: `The ${name} at ${url} is ${status}.`,
          fix: `Look at its log in KONTOR_HOME/logs/${name}.log.`,
        },
      ];
    case 'unreachable':
      return [
        {
          what: `The ${name} does not answer at ${url}.`,
          fix: `Start it, or correct its port (KONTOR_${name.toUpperCase()}_PORT).`,
        },
      ];
  }
}

const sourceCodeOf = (details: unknown): unknown =>
  (details as { source?: { code?: unknown } } | null)?.source?.code;

function judgeVersions({ versions, platform }: Facts): Finding[] {
  if (platform.version === null) return [];
  const verdict = judgeClientVersion(versions.kontor, platform.version);
  if (verdict === undefined || verdict === 'accepted') return [];
  return [
    {
      what: `This CLI (${versions.kontor}) is ${verdict.replace('-', ' ')} for the platform (${platform.version}), which accepts ${acceptedVersions(platform.version)}.`,
      fix: verdict === 'too-old' ? 'Update the CLI.' : 'Update the platform, or use an older CLI.',
    },
  ];
}
