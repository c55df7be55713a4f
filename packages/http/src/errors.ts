import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { telemetry } from '@kontor/telemetry';
import { ERROR_CODES, type ErrorBody, type ErrorCode, type ErrorCodeEntry } from '@kontor/protocol';

const entryOf = (code: ErrorCode): ErrorCodeEntry => ERROR_CODES[code];

/** The body of a refusal over plain HTTP; `message` defaults to what the code's entry says. */
export const errorBody = (code: ErrorCode, message: string = entryOf(code).what): ErrorBody => ({
  error: { code, message, fix: entryOf(code).fix },
});

/** Answers with an {@link ErrorBody} and the status that belongs to the code (500 where it names none). */
export function sendError(reply: FastifyReply, code: ErrorCode, message?: string): FastifyReply {
  telemetry()?.refused(code);
  return reply.code(entryOf(code).httpStatus ?? 500).send(errorBody(code, message));
}

/** Every refusal and failure of a route leaves as an ErrorBody, without internals; failures are logged. */
export function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    sendError(reply, 'ROUTE_NOT_FOUND', `There is nothing at ${request.method} ${pathOf(request.url)}.`),
  );
  app.setErrorHandler<FastifyError>(answerError);
}

/** Also for what fails before there is a route: an address that does not decode. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const code = codeOf(error);
  if (code === 'INTERNAL_ERROR') request.log.error({ err: error }, 'request failed');
  if (code === 'REQUEST_TOO_LARGE') readTheRest(reply);
  return sendError(reply, code);
}

/**
 * A client that is still sending would lose the answer to a reset if the connection were closed behind it. So the rest is
 * read and thrown away, within the time that a request may take.
 */
export function readTheRest(reply: FastifyReply): void {
  reply.removeHeader('connection');
}

function codeOf(error: FastifyError): ErrorCode {
  switch (error.statusCode) {
    case 413:
      return 'REQUEST_TOO_LARGE';
    case 415:
      return 'MEDIA_TYPE_UNSUPPORTED';
    case 408:
      return 'REQUEST_TIMEOUT';
    default:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? 'REQUEST_INVALID'
        : 'INTERNAL_ERROR';
  }
}

export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;
