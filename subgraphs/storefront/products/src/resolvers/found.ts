/** A value that a foreign key promises. Throws when it is missing: a defect, not a caller's mistake. */
export function found<T>(value: T | null): T {
  if (value === null) throw new Error('A row that a foreign key refers to is missing.');
  return value;
}
