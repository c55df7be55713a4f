/**
 * Names in generated code. They come from clients and schemas, and reach source text by these functions only: as JSON
 * text, which is a JavaScript string literal whatever the name.
 */

/** A member of an object literal; a computed key defines a property even where a plain one would set the prototype. */
export const memberName = (name: string): string =>
  name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);

/** The object's own property; `own` must be in scope. Names that nothing inherits need no care. */
export const readOwn = (object: string, name: string): string =>
  name in Object.prototype ? `own(${object}, ${JSON.stringify(name)})` : `${object}[${JSON.stringify(name)}]`;

/** Sets the object's own property; `define` must be in scope. */
export const writeOwn = (object: string, name: string, value: string): string =>
  name === '__proto__'
    ? `define(${object}, "__proto__", ${value});`
    : `${object}[${JSON.stringify(name)}] = ${value};`;

export const own = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

export function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
