import type { CommandContext } from '../command.js';
import { renderEnvelope } from '../output/envelope.js';
import { createStyle, wantsColours } from '../output/style.js';
import { dataOf, errorOf } from './event-data.js';
import type { DevEvent } from './events.js';
import { renderEvent } from './render.js';

/** Says what happens on standard output, as it happens: an envelope a line with `--format json`, else words. */
export function createTeller({ io, format }: CommandContext): (event: DevEvent) => void {
  const style = createStyle(wantsColours(io.stdout, io.env));
  return (event) => {
    io.stdout.write(
      format === 'json'
        ? renderEnvelope({ json_version: '1', data: dataOf(event), error: errorOf(event) })
        : `${renderEvent(event, new Date(), style)}\n`,
    );
  };
}
