const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Ids come from callers: what is no UUID exists in no table, and must not reach a column of that type. */
export const isUuid = (text: string): boolean => UUID.test(text);

export const onlyUuids = (ids: readonly string[]): string[] => ids.filter(isUuid);
