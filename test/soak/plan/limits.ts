/** Limits of the gateway in a soak that requests go over. Smaller than those it ships with, so that this costs little. */
export const DOCUMENT_LIMITS_OF_SOAK = { bodyBytesMax: 64 * 1024, aliasesMax: 60, depthMax: 30 } as const;
