import { HeaderMap } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { refuseDefers } from '../admit/incremental-delivery.js';
import { usesDefer } from '../plan/deferred-fragments.js';
import type { EngineResult, IncrementalResult } from '../engine/engine.js';
import type { OperationExecutor } from '../execute-operation.js';
import { refusal } from '../gateway-error.js';
import type { ObservedRequest } from '../request-context.js';
import type { GatewayPlugin } from './gateway-interface.js';
import {
  incrementalFormat,
  initialDocument,
  stepDocument,
  type IncrementalFormat,
} from './incremental-format.js';

/**
 * Answers operations with `@defer` in parts. Apollo Server drops the directive where a gateway executes; a plugin that
 * answers in its place may answer in parts.
 */
export function incrementalPlugin(
  runInParts: OperationExecutor['runInParts'],
  formatErrors: (
    errors: readonly GraphQLError[],
    observed: ObservedRequest,
  ) => readonly GraphQLFormattedError[],
): GatewayPlugin {
  return {
    requestDidStart: ({ request }) => {
      const format = incrementalFormat(request.http?.headers.get('accept'));
      return Promise.resolve({
        didResolveOperation({ document, operation }) {
          if (!operation || !usesDefer(document)) return Promise.resolve();
          const refused = refuseDefers(document, operation);
          if (refused) throw refused;
          if (!format)
            throw refusal(
              'INCREMENTAL_DELIVERY_NOT_ACCEPTED',
              'The operation has a @defer, but `accept` names no multipart/mixed that the gateway writes.',
            );
          return Promise.resolve();
        },
        async responseForOperation(requestContext) {
          const { document, contextValue } = requestContext;
          if (!format || !usesDefer(document)) return null;
          const result = await runInParts(requestContext);
          const errorsFor = (errors: readonly GraphQLError[]) => formatErrors(errors, contextValue.observed);
          return {
            http: { headers: new HeaderMap() },
            body: result.kind === 'object' ? single(result, errorsFor) : inParts(result, format, errorsFor),
          };
        },
      });
    },
  };
}

type FormatAll = (errors: readonly GraphQLError[]) => readonly GraphQLFormattedError[];

const single = ({ data, errors }: EngineResult, formatErrors: FormatAll) => ({
  kind: 'single' as const,
  singleResult: {
    ...(data === undefined ? {} : { data }),
    ...(errors.length > 0 ? { errors: formatErrors(errors) } : {}),
  },
});

const inParts = (result: IncrementalResult, format: IncrementalFormat, formatErrors: FormatAll) => ({
  kind: 'incremental' as const,
  // Apollo Server's own type is that of one format only, and it writes whatever the documents hold.
  initialResult: initialDocument(result, format, formatErrors) as never,
  subsequentResults: documentsOf(result, format, formatErrors) as never,
});

async function* documentsOf(
  { rest }: IncrementalResult,
  format: IncrementalFormat,
  formatErrors: FormatAll,
): AsyncGenerator<Record<string, unknown>> {
  for await (const step of rest) yield stepDocument(step, format, formatErrors);
}
