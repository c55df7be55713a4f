import { ERROR_CODES } from '@kontor/protocol';
import { defineCommand, no, ok, value } from '../command.js';
import { gatherFacts } from '../launcher/doctor/gather.js';
import { judge } from '../launcher/doctor/judge.js';
import { renderDoctor } from '../launcher/doctor/render.js';
import { plural } from '../output/table.js';

export const command = defineCommand({
  description:
    'Looks at processes and their memory, versions, databases and migrations, permissions of KONTOR_HOME, and the health of\n' +
    'platform and gateway. Changes nothing. Exit code 1 when something is wrong.',
  args: {},
  options: {
    config: value('file', 'What should run; default kontor.yaml.'),
    home: value('folder', 'Where database, keys and logs are kept (env KONTOR_HOME; default .kontor).'),
  },
  examples: ['doctor', 'doctor --format json'],
  async run({ options }, context) {
    const facts = await context.progress.during('Looking', () => gatherFacts(options, context.io));
    const findings = judge(facts);
    const data = { ...facts, findings };
    const text = (style: Parameters<typeof renderDoctor>[2]): string => renderDoctor(facts, findings, style);
    if (findings.length === 0) return ok(data, text);
    const { fix } = ERROR_CODES.DOCTOR_FOUND_PROBLEMS;
    return no(
      { code: 'DOCTOR_FOUND_PROBLEMS', message: `${plural(findings.length, 'thing')} to mend.`, fix },
      data,
      text,
    );
  },
});
