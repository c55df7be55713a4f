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
