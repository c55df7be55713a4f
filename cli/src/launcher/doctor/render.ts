import type { Style } from '../../output/style.js';
import { type Column, renderFacts, renderTable } from '../../output/table.js';
import type { DomainFacts, Facts, Finding, HealthFacts, Memory, ProcessFacts } from './facts.js';

const MB = 1e6;

/** The answer for people. */
export function renderDoctor(facts: Facts, findings: readonly Finding[], style: Style): string {
  const { versions, home, launcher, processes, memoryTotal, database, platform, gateway } = facts;
  return [
    renderFacts(
      [
        ['kontor', `${versions.kontor} on Node ${versions.node}, ${versions.platform}`],
        ['home', `${home.path}${home.mode === null ? ' (absent)' : ` (mode ${home.mode})`}`],
        [
          'launcher',
          launcher
            ? `pid ${launcher.pid}, ${launcher.alive ? `since ${launcher.startedAt}` : 'gone'}`
            : 'none',
        ],
        ['graph', launcher?.graph],
        ['platform', describeHealth(platform)],
        ['gateway', describeHealth(gateway)],
        [
          'database',
          database.kind === 'reachable'
            ? `PostgreSQL ${database.version} (${database.where})`
            : database.kind,
        ],
      ],
      style,
    ),
    ...(processes.length > 0
      ? [
          '',
          renderTable(processes, PROCESS_COLUMNS, style),
          style.dim(`all together ${describeMemory(memoryTotal)}`),
        ]
      : []),
    ...(database.kind === 'reachable' ? ['', renderTable(database.domains, DOMAIN_COLUMNS, style)] : []),
    '',
    ...renderFindings(findings, style),
  ].join('\n');
}

const PROCESS_COLUMNS: readonly Column<ProcessFacts>[] = [
  { title: 'process', cell: ({ name }) => name },
  { title: 'pid', cell: ({ pid }) => String(pid), align: 'right' },
  { title: 'port', cell: ({ port }) => (port === null ? '' : String(port)), align: 'right' },
  { title: 'memory', cell: ({ memory, alive }) => (alive ? describeMemory(memory) : 'gone'), align: 'right' },
];

const DOMAIN_COLUMNS: readonly Column<DomainFacts>[] = [
  { title: 'domain', cell: ({ domain }) => domain },
  { title: 'database', cell: ({ database }) => database },
  {
    title: 'size',
    cell: ({ bytes }) => (bytes === null ? '' : `${(bytes / MB).toFixed(1)} MB`),
    align: 'right',
  },
  {
    title: 'migrations',
    cell: ({ exists, applied, pending }) =>
      exists
        ? `${applied} applied${pending.length > 0 ? `, ${pending.length} pending` : ''}`
        : 'no such database',
  },
];

const describeHealth = ({ url, status, version }: HealthFacts): string =>
  `${status} at ${url}${version === null ? '' : `, version ${version}`}`;

const describeMemory = (memory: Memory | null): string =>
  memory === null ? 'unknown' : `${(memory.bytes / MB).toFixed(1)} MB ${memory.kind.toUpperCase()}`;

function renderFindings(findings: readonly Finding[], style: Style): string[] {
  if (findings.length === 0) return [style.good('Everything is well.')];
  return findings.flatMap(({ what, fix }) => [`${style.bad('✖')} ${what}`, `  ${style.good('fix:')} ${fix}`]);
}
