import { resolve } from 'node:path';
import { defineCommand, no, ok, requiredValue } from '../command.js';
import { summaryOf } from '../output/check.js';
import { renderHints, renderProblems } from '../output/problems.js';
import { createStyle, printable, wantsColours } from '../output/style.js';
import { CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { loadSubgraphs } from '../supergraph/load-subgraphs.js';
import { readSupergraphConfig } from '../supergraph/supergraph-config.js';

export const command = defineCommand({
  description:
    "Reads rover's supergraph.yaml: subgraphs with routing_url and schema.file, schema.sdl, schema.subgraph_url or\n" +
    'schema.graphref. With files only, nothing leaves this machine and no platform is needed.',
  args: {},
  options: {
    config: requiredValue('file', 'A supergraph.yaml, or - for standard input.'),
    ...CONNECTION_OPTIONS,
  },
  examples: [
    'supergraph compose --config supergraph.yaml --output supergraph.graphql',
    'supergraph compose --config supergraph.yaml --format json',
  ],
  async run({ options }, context) {
    const { io } = context;
    const config = await readSupergraphConfig(options.config, resolve(io.cwd, options.config), io);
    const subgraphs = await loadSubgraphs(config, options, context);
    const { compose } = await import('@kontor/federation/compose');
    const composition = await context.progress.during(`Composing ${subgraphs.length} subgraphs`, () =>
      Promise.resolve(compose(subgraphs.map(({ name, url, source }) => ({ name, url, sdl: source.sdl })))),
    );
    switch (composition.kind) {
      case 'composed': {
        const { supergraphSdl: sdl, apiSdl, hash, hints } = composition;
        if (hints.length > 0) context.note(renderHints(hints, createStyle(wantsColours(io.stderr, io.env))));
        return ok({ hash, sdl, apiSdl, hints }, () => printable(sdl));
      }
      case 'refused': {
        const { problems } = composition;
        const reason = {
          code: 'COMPOSITION_REFUSED',
          message: `The ${subgraphs.length} subgraphs do not compose: ${summaryOf(problems)}.`,
          fix: 'Correct the schemas at the places named.',
        };
        const sources = new Map(subgraphs.map(({ name, source }) => [name, source]));
        return no(reason, { problems }, (style) =>
          [
            `${style.bad('✗')} The ${subgraphs.length} subgraphs do not compose.`,
            renderProblems(problems, sources, style),
          ].join('\n\n'),
        );
      }
    }
  },
});
