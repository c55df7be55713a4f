import { describe, expect, it } from '@jest/globals';
import { joinMetrics } from './join-metrics.js';

const OWN = `# HELP target_info Target metadata
# TYPE target_info gauge
target_info{host="a"} 1
# HELP up Is it
# TYPE up gauge
up 1
`;

describe('joining pages of metrics', () => {
  it('puts the samples of a metric under one heading, with what tells them apart', () => {
    const other = `# HELP up Is it\n# TYPE up gauge\nup 1\n# TYPE asked counter\nasked_total{code="a b"} 3 17\nasked_total{} 4\n`;
    expect(
      joinMetrics(OWN, [
        { label: { worker: '1' }, text: other },
        { label: { worker: '2' }, text: '# TYPE up gauge\nup 0\n' },
      ]),
    ).toBe(`# HELP target_info Target metadata
# TYPE target_info gauge
target_info{host="a"} 1
# HELP up Is it
# TYPE up gauge
up 1
up{worker="1"} 1
up{worker="2"} 0
# TYPE asked counter
asked_total{worker="1",code="a b"} 3 17
asked_total{worker="1"} 4
`);
  });

  it('changes nothing where there are no others', () => {
    expect(joinMetrics(OWN, [])).toBe(OWN);
    expect(joinMetrics('', [])).toBe('');
  });
});
