/**
 * Which media type an answer gets by the client's `accept`: as Apollo Server negotiated it before. Learned rather than
 * worked out again, so that both ways to an answer agree. Clients send few different ones; others are not kept.
 */
export interface AnswerTypes {
  /** Undefined: not seen yet. */
  of(accept: string | undefined): string | undefined;
  learn(accept: string | undefined, contentType: string): void;
}

const ENTRIES_MAX = 64;
const ACCEPT_LENGTH_MAX = 512;

export function createAnswerTypes(): AnswerTypes {
  const byAccept = new Map<string, string>();
  return {
    of: (accept = '') => byAccept.get(accept),
    learn(accept = '', contentType) {
      if (!isSingleAnswer(contentType) || accept.length > ACCEPT_LENGTH_MAX) return;
      if (byAccept.size < ENTRIES_MAX) byAccept.set(accept, contentType);
    },
  };
}

/** What was answered in pieces says nothing about answers in one. */
const isSingleAnswer = (contentType: string): boolean => !contentType.startsWith('multipart/');
