import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { defineCommand, no, ok, requiredValue, value } from '../command.js';
import { ERROR_CODES, findErrorCode } from '@kontor/protocol';
import { badUsage, type Reason } from '../failure.js';
import type { Io } from '../io.js';
import { printable } from '../output/style.js';

export const command = defineCommand({
  description:
    'Plans as the gateway would, with its limits, and sends nothing. With --variables, what @skip and\n' +
    '@include leave out is left out here, too.',
  args: {},
  options: {
    supergraph: requiredValue('file', 'A supergraph, as composition printed it.'),
    operation: requiredValue('file', 'A GraphQL document.'),
    operationName: value('name', 'Which operation of the document, if it holds several.'),
    variables: value('file', 'A JSON object with the variables of the operation.'),
  },
  examples: [
    'supergraph plan --supergraph supergraph.graphql --operation query.graphql',
    'supergraph plan --supergraph supergraph.graphql --operation query.graphql --variables v.json',
  ],
  async run({ options }, context) {
    const { io } = context;
    const supergraphSdl = await read(options.supergraph, io);
    const source = await read(options.operation, io);
    const variables =
      options.variables === undefined ? undefined : await readVariables(options.variables, io);
    const { explainPlan, printPlan } = await import('@kontor/gateway');
    const { operationName } = options;
    const verdict = await context.progress.during('Planning', () =>
      explainPlan({ supergraphSdl, source, operationName, variables }).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'SupergraphRejected') throw error;
        throw badUsage('SUPERGRAPH_INVALID', `${options.supergraph}: ${error.message}`);
      }),
    );
    switch (verdict.kind) {
      case 'planned':
        return ok(verdict.plan, (style) =>
          printPlan(verdict.plan, {
            subgraph: (text) => style.bold(printable(text)),
            aside: (text) => style.dim(printable(text)),
          }),
        );
      case 'refused': {
        const errors = verdict.errors.map((error) => error.toJSON());
        return no(reasonOf(verdict.errors), { errors }, (style) =>
          verdict.errors
            .map(({ message, locations }) => {
              const place = locations?.[0];
              const where = place ? `${options.operation}:${place.line}:${place.column} ` : '';
              return `${style.bad('✗')} ${style.dim(where)}${printable(message)}`;
            })
            .join('\n'),
        );
      }
    }
  },
});

/** The first error stands for all; what validation says has no code of its own. */
function reasonOf([first]: readonly { message: string; extensions: Record<string, unknown> }[]): Reason {
  const given = first?.extensions['code'];
  const code = typeof given === 'string' && findErrorCode(given) ? given : 'GRAPHQL_VALIDATION_FAILED';
  const { what, fix } = findErrorCode(code) ?? ERROR_CODES.INTERNAL_ERROR;
  return { code, message: first?.message ?? what, fix };
}

async function read(given: string, io: Pick<Io, 'cwd'>): Promise<string> {
  return readFile(resolve(io.cwd, given), 'utf8').catch((error: Error) => {
    throw badUsage('USAGE_INVALID', `${given} cannot be read: ${error.message}`, 'Name a file that exists.');
  });
}

async function readVariables(given: string, io: Pick<Io, 'cwd'>): Promise<Record<string, unknown>> {
  const value = parseJson(await read(given, io));
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw badUsage(
    'USAGE_INVALID',
    `${given} holds no JSON object.`,
    'Write the variables as `{ "name": value }`.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
