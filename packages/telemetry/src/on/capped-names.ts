/** Names that others choose become a bounded set: the first ones as they are, further ones as `_OTHER`. */
export function createCappedNames(namesMax: number): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (known.has(name)) return name;
    if (known.size >= namesMax) return OTHER;
    known.add(name);
    return name;
  };
}

export const OTHER = '_OTHER';
