/** An ETag as it stands in headers: the hash in double quotes. */
export const etagOf = (hash: string): string => `"${hash}"`;

/** Does `if-none-match` name this hash? Compared weakly, as RFC 9110 section 13.1.2 asks; `*` names any. */
export function isNamedBy(ifNoneMatch: string | undefined, hash: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etagOf(hash));
}
