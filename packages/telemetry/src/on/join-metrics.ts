import type { OtherMetrics } from '../start.js';

/**
 * Pages of several processes as one, in Prometheus' text format: a metric's samples stand together under one heading,
 * and those of others carry a label that tells them apart. Pure.
 */
export function joinMetrics(own: string, others: readonly OtherMetrics[]): string {
  const metrics = new Map<string, { heading: string[]; samples: string[] }>();
  readInto(metrics, own, '');
  for (const { label, text } of others) readInto(metrics, text, labelText(label));
  const lines = [...metrics.values()].flatMap(({ heading, samples }) => [...heading, ...samples]);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** `# HELP name …` and `# TYPE name …` go before the samples of `name`, which end where the next heading begins. */
const HEADING = /^# (HELP|TYPE|UNIT) (\S+)/;

function readInto(
  metrics: Map<string, { heading: string[]; samples: string[] }>,
  text: string,
  label: string,
): void {
  let samples: string[] = [];
  for (const line of text.split('\n')) {
    const [, kind, name] = HEADING.exec(line) ?? [];
    if (kind !== undefined && name !== undefined) {
      let metric = metrics.get(name);
      if (!metric) metrics.set(name, (metric = { heading: [], samples: [] }));
      if (!metric.heading.some((known) => known.startsWith(`# ${kind} `))) metric.heading.push(line);
      samples = metric.samples;
    } else if (line !== '' && !line.startsWith('#')) samples.push(withLabel(line, label));
  }
}

/** `name{a="b"} 1` or `name 1`. */
function withLabel(sample: string, label: string): string {
  if (label === '') return sample;
  const end = sample.search(/[{ ]/);
  const name = sample.slice(0, end);
  if (sample[end] !== '{') return `${name}{${label}}${sample.slice(end)}`;
  const rest = sample.slice(end + 1);
  return `${name}{${label}${rest.startsWith('}') ? '' : ','}${rest}`;
}

const labelText = (label: Readonly<Record<string, string>>): string =>
  Object.entries(label)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');
