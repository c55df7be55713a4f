import { ERROR_CODES, type ErrorCodeEntry, findErrorCode } from '@kontor/protocol';
import { defineCommand, ok, optionalArgument } from '../command.js';
import { nearest } from '../nearest.js';
import { badUsage } from '../failure.js';
import { renderTable } from '../output/table.js';
import type { Style } from '../output/style.js';

export const command = defineCommand({
  description: 'Without a code it lists every code of this version.',
  args: { code: optionalArgument('code', 'An error code, such as KEY_INVALID.') },
  options: {},
  examples: ['explain KEY_INVALID', 'explain'],
  run({ args }) {
    if (args.code === undefined) {
      const codes = Object.entries<ErrorCodeEntry>(ERROR_CODES)
        .map(([code, { area, what }]) => ({ code, area, what }))
        .toSorted((a, b) => a.area.localeCompare(b.area) || a.code.localeCompare(b.code));
      return Promise.resolve(
        ok({ codes }, (style) =>
          renderTable(
            codes,
            [
              { title: 'code', cell: ({ code }) => code, dress: (cell) => style.bold(cell) },
              { title: 'area', cell: ({ area }) => area },
              { title: 'what happened', cell: ({ what }) => what },
            ],
            style,
          ),
        ),
      );
    }
    const code = args.code.toUpperCase().replaceAll('-', '_');
    const entry = findErrorCode(code);
    if (entry === undefined) {
      const near = nearest(code, Object.keys(ERROR_CODES));
      throw badUsage(
        'ERROR_CODE_UNKNOWN',
        `There is no error code ${args.code}.${near ? ` Did you mean ${near}?` : ''}`,
      );
    }
    return Promise.resolve(ok({ code, ...entry }, (style) => renderEntry(code, entry, style)));
  },
});

function renderEntry(code: string, entry: ErrorCodeEntry, style: Style): string {
  const status = entry.httpStatus === undefined ? '' : style.dim(`, HTTP ${entry.httpStatus}`);
  return [
    `${style.bold(code)} ${style.dim(`(${entry.area}`)}${status}${style.dim(')')}`,
    '',
    `  ${style.dim('what')}  ${entry.what}`,
    `  ${style.dim('why')}   ${entry.why}`,
    `  ${style.good('fix')}   ${entry.fix}`,
  ].join('\n');
}
