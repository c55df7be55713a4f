/** What this reads of a JSON Schema: what zod makes of the schemas of our configuration files. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
}

/** One line that can be written in a configuration file. */
export interface Option {
  /** `limits.bodyBytesMax`; `<name>` for a key that the author chooses. */
  path: string;
  type: string;
  /** `with`: only where its section is there at all. */
  required: 'always' | { with: string } | 'no';
  /** As it would be written; undefined when there is none. */
  default: string | undefined;
  what: string;
}

/** The options of a schema, in its order; sections are walked into. Pure. */
export const listOptions = (schema: JsonSchema): Option[] => optionsOf(schema, [], 'always');

function optionsOf(field: JsonSchema, path: readonly string[], required: Option['required']): Option[] {
  if (field.properties) return optionsOfSection(field, path, required);
  if (isMapOfSections(field)) return optionsOf(field.additionalProperties, [...path, '<name>'], 'always');
  return [
    {
      path: path.join('.'),
      type: typeOf(field),
      required,
      default: field.default === undefined ? undefined : JSON.stringify(field.default),
      what: field.description ?? '',
    },
  ];
}

function optionsOfSection(
  section: JsonSchema,
  path: readonly string[],
  required: Option['required'],
): Option[] {
  const inside = required === 'no' ? { with: path.join('.') } : required;
  return Object.entries(section.properties ?? {}).flatMap(([name, field]) =>
    optionsOf(field, [...path, name], isRequired(section, name) ? inside : 'no'),
  );
}

/** What has a default is there whatever is written. */
const isRequired = (section: JsonSchema, name: string): boolean =>
  (section.required?.includes(name) ?? false) && section.properties?.[name]?.default === undefined;

const isMapOfSections = (field: JsonSchema): field is JsonSchema & { additionalProperties: JsonSchema } =>
  typeof field.additionalProperties === 'object' && field.additionalProperties.properties !== undefined;

function typeOf(field: JsonSchema): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum) return field.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (field.anyOf) return [...new Set(field.anyOf.map(typeOf))].join(' or ');
  switch (field.type) {
    case 'integer':
      return 'whole number';
    case 'number':
      return 'number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list of ${field.items ? plural(field.items) : 'values'}`;
    case 'object':
      return typeof field.additionalProperties === 'object'
        ? `map of names to ${plural(field.additionalProperties)}`
        : 'map';
    default:
      return 'text';
  }
}

const plural = (field: JsonSchema): string =>
  field.type === 'string' ? 'texts' : field.type === 'integer' ? 'whole numbers' : 'maps';
