import { isGraphName } from '@kontor/protocol';

/** Names come from callers: what is no name is in no table, and may hold characters that a database refuses. */
export const onlyNames = (names: readonly string[]): string[] => names.filter(isGraphName);
