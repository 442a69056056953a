import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { endpoints } from '@/api/endpoints';
import { ServerMessage } from '@/stream/messages';

/**
 * Both files are written from the server's own code; DashboardContractTest there fails when they are
 * not what it says any more, this test when they are not what the page reads.
 */
const load = (name: string) => JSON.parse(readFileSync(`contract/${name}`, 'utf8')) as Record<string, Json>;

type Json = Record<string, unknown>;
interface Loose {
  type: string;
  entries?: Record<string, Loose>;
  wrapped?: Loose;
  item?: Loose;
  options?: Loose[];
  literal?: unknown;
}

const messages = load('messages.json');
const operations = load('openapi.json');

/** What is inside of nullable, nullish, optional. */
function bare(schema: Loose): Loose {
  return schema.wrapped ? bare(schema.wrapped) : schema;
}

function optional(schema: Loose): boolean {
  return schema.type === 'optional' || schema.type === 'nullish';
}

/** Fields that only one side knows, with their paths. */
function differences(schema: Loose, example: unknown, at: string): string[] {
  const inner = bare(schema);
  if (inner.type === 'array' && Array.isArray(example)) {
    return example.length === 0 ? [] : differences(inner.item ?? { type: 'any' }, example[0], `${at}[]`);
  }
  if (inner.type !== 'object' || typeof example !== 'object' || example === null) {
    return [];
  }
  const entries = inner.entries ?? {};
  const json = example as Json;
  const unread = Object.keys(json).filter((k) => !(k in entries)).map((k) => `${at}.${k} is sent and not read`);
  const unsent = Object.keys(entries).filter((k) => !(k in json) && !optional(entries[k] as Loose)).map((k) => `${at}.${k} is read and not sent`);
  const deeper = Object.keys(entries).flatMap((k) => (k in json ? differences(entries[k] as Loose, json[k], `${at}.${k}`) : []));
  return [...unread, ...unsent, ...deeper];
}

const variants = (ServerMessage as unknown as Loose).options ?? [];
const typeOf = (variant: Loose) => String((variant.entries?.['type'] as Loose).literal);

describe('messages', () => {
  it('are all known, and no other', () => {
    expect(variants.map(typeOf).sort()).toEqual(Object.keys(messages).sort());
  });

  it.each(variants.map((variant) => [typeOf(variant), variant] as const))('%s has the fields that the server sends', (type, variant) => {
    expect(differences(variant, messages[type], type)).toEqual([]);
    const parsed = v.safeParse(ServerMessage, messages[type]);
    expect(parsed.success ? [] : parsed.issues.map((i) => `${v.getDotPath(i)}: ${i.message}`)).toEqual([]);
  });
});

const KINDS: Record<string, string[]> = {
  string: ['string', 'picklist'],
  integer: ['number'],
  number: ['number'],
  boolean: ['boolean'],
  array: ['array'],
  object: ['object', 'loose_object', 'record'],
};

/** What the page reads and the server does not document, or as another kind. */
function unknown(schema: Loose, documented: Json, at: string): string[] {
  const inner = bare(schema);
  const kind = documented['type'];
  if (inner.type === 'unknown' || kind === undefined) {
    return [];
  }
  if (!(KINDS[String(kind)] ?? []).includes(inner.type)) {
    return [`${at} is read as ${inner.type} and documented as ${String(kind)}`];
  }
  if (inner.type === 'array' && inner.item) {
    return unknown(inner.item, (documented['items'] ?? {}) as Json, `${at}[]`);
  }
  const properties = documented['properties'] as Record<string, Json> | undefined;
  if (properties === undefined || inner.entries === undefined) {
    return [];
  }
  return Object.entries(inner.entries).flatMap(([name, field]) => {
    const there = properties[name];
    if (there === undefined) {
      return optional(field) ? [] : [`${at}.${name} is read and not documented`];
    }
    return unknown(field, there, `${at}.${name}`);
  });
}

function answerOf(name: string): Json {
  const responses = (operations[name] as Json | undefined)?.['responses'] as Record<string, Json> | undefined;
  const content = responses?.['200']?.['content'] as Record<string, Json> | undefined;
  return (content?.['application/json']?.['schema'] ?? {}) as Json;
}

describe('endpoints', () => {
  const names = Object.keys(endpoints);

  it('are listed in contract/endpoints.json', () => {
    expect(JSON.parse(readFileSync('contract/endpoints.json', 'utf8'))).toEqual([...names].sort());
  });

  it.each(names)('%s answers what is read', (name) => {
    expect(Object.keys(operations)).toContain(name);
    expect(unknown(endpoints[name as keyof typeof endpoints] as unknown as Loose, answerOf(name), name)).toEqual([]);
  });
});
