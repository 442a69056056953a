/** JSON Schema of parameters to fields of a form, and a form's texts back to JSON. */

export interface Field {
  name: string;
  kind: 'text' | 'integer' | 'number' | 'flag' | 'choice' | 'list' | 'json';
  required: boolean;
  /** Shown at once; the others are folded away. */
  prominent: boolean;
  initial: string | boolean;
  choices: readonly string[];
  about: string;
  /** True, or what is wrong. */
  check: (value: string | boolean | undefined) => true | string;
}

type Json = Record<string, unknown>;

/** Those that everybody looks at, by the contract's words. */
const PROMINENT = new Set(['symbols', 'timeframe', 'method', 'execute', 'dry_run', 'strategies', 'strategy']);

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** @param values that stand in for the schema's defaults */
export function fieldsOf(schema: Json, values: Json = {}): Field[] {
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  return Object.entries(object(schema['properties'])).map(([name, property]) =>
    fieldOf(name, object(property), required.includes(name), values[name]),
  );
}

function fieldOf(name: string, p: Json, required: boolean, value: unknown): Field {
  const choices = Array.isArray(p['enum']) ? p['enum'].map(String) : [];
  const kind = kindOf(String(p['type']), choices);
  const low = typeof p['minimum'] === 'number' ? p['minimum'] : null;
  const high = typeof p['maximum'] === 'number' ? p['maximum'] : null;
  const range = low !== null && high !== null ? ` (${low} to ${high})` : '';
  return {
    name,
    kind,
    required,
    prominent: required || PROMINENT.has(name),
    initial: initial(kind, value ?? p['default']),
    choices: required || p['default'] !== undefined ? choices : ['', ...choices],
    about: String(p['description'] ?? '') + range + (kind === 'list' ? ', separated by commas' : ''),
    check: (value) => check(kind, low, high, value),
  };
}

function kindOf(type: string, choices: readonly string[]): Field['kind'] {
  if (choices.length > 0) {
    return 'choice';
  }
  switch (type) {
    case 'boolean':
      return 'flag';
    case 'integer':
    case 'number':
      return type;
    case 'array':
      return 'list';
    case 'object':
      return 'json';
    default:
      return 'text';
  }
}

function initial(kind: Field['kind'], value: unknown): string | boolean {
  if (kind === 'flag') {
    return value === true;
  }
  if (value === undefined || value === null) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.join(', ');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function check(
  kind: Field['kind'],
  low: number | null,
  high: number | null,
  value: string | boolean | undefined,
): true | string {
  if (typeof value !== 'string' || value.trim() === '') {
    return true;
  }
  if (kind === 'json') {
    try {
      JSON.parse(value);
      return true;
    } catch {
      return 'must be JSON';
    }
  }
  if (kind !== 'integer' && kind !== 'number') {
    return true;
  }
  const number = Number(value);
  if (!Number.isFinite(number) || (kind === 'integer' && !Number.isSafeInteger(number))) {
    return kind === 'integer' ? 'must be a whole number' : 'must be a number';
  }
  if ((low !== null && number < low) || (high !== null && number > high)) {
    return `must be ${low ?? '…'} to ${high ?? '…'}`;
  }
  return true;
}

/** What is empty is left to the server's default. */
export function valuesOf(fields: readonly Field[], raw: Readonly<Record<string, string | boolean | undefined>>): Json {
  const values: Json = {};
  for (const field of fields) {
    const value = raw[field.name];
    if (typeof value === 'boolean') {
      values[field.name] = value;
    } else if (value !== undefined && value.trim() !== '') {
      values[field.name] = parsed(field.kind, value.trim());
    }
  }
  return values;
}

function parsed(kind: Field['kind'], text: string): unknown {
  switch (kind) {
    case 'integer':
    case 'number':
      return Number(text);
    case 'list':
      return text.split(/[\s,;]+/).filter(Boolean);
    case 'json':
      return JSON.parse(text) as unknown;
    default:
      return text;
  }
}
