import * as v from 'valibot';
import { endpoints, type Answer, type EndpointName } from '@/api/endpoints';
import { Problem } from '@/api/problem';
import { renew, useSession } from '@/api/session';

export interface Question {
  /** Variables of the path. */
  path?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** The address of an endpoint with its variables, each encoded: an order's id holds a slash. */
export function address(name: EndpointName, question: Question): string {
  const template = name.slice(name.indexOf(' ') + 1);
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = question.path?.[key];
    if (value === undefined) {
      throw new Error(`${name} needs ${key}`);
    }
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(question.query ?? {})) {
    if (value !== undefined && value !== '') {
      query.set(key, String(value));
    }
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

async function once(name: EndpointName, question: Question): Promise<Response> {
  const token = useSession.getState().accessToken;
  try {
    return await fetch(address(name, question), {
      method: name.slice(0, name.indexOf(' ')),
      headers: {
        ...(question.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...question.headers,
      },
      ...(question.body === undefined ? {} : { body: JSON.stringify(question.body) }),
      ...(question.signal ? { signal: question.signal } : {}),
    });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') {
      throw failure;
    }
    throw Problem.unreachable();
  }
}

/** Asks the server; renews an expired token once; answers are checked against their schema. */
export async function ask<N extends EndpointName>(
  name: N,
  question: Question = {},
): Promise<Answer<N>> {
  let response = await once(name, question);
  if (response.status === 401) {
    await renew();
    response = await once(name, question);
  }
  if (!response.ok) {
    throw await Problem.of(response);
  }
  const parsed = v.safeParse(endpoints[name], await response.json());
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw Problem.unexpected(name, `${v.getDotPath(issue) ?? 'answer'}: ${issue.message}`);
  }
  return parsed.output as Answer<N>;
}

/** A single-use ticket for the next connection of the stream. */
export async function streamTicket(): Promise<string> {
  return (await ask('POST /api/auth/ws-ticket')).ticket;
}
