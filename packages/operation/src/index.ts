export {
  countDocument,
  DEFAULT_DOCUMENT_LIMITS,
  DEFAULT_SDL_LIMITS,
  type DocumentCount,
  type DocumentLimits,
  type DocumentVerdict,
  type DocumentViolation,
  type OperationLimits,
} from './count-document.js';
export {
  canonicalDocument,
  CANONICAL_PREFIX,
  type CanonicalDocument,
  type Literal,
} from './canonical-document.js';
export { canonicalOperation, type CanonicalOperation } from './canonical-operation.js';
export { readDefinitions, type Definition } from './read-definitions.js';
export { signatureText } from './signature-text.js';
