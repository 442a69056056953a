import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { vi } from 'vitest';
import { useSession } from '@/api/session';

export interface Asked {
  question: string;
  query: URLSearchParams;
  body: unknown;
}

/** Answers, or what makes one of the query, by method and path; what is not among them is 404. Tells what was asked. */
export function serve(answers: Record<string, unknown>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const [path, search] = url.split('?');
    const question = `${init.method ?? 'GET'} ${path ?? ''}`;
    const query = new URLSearchParams(search);
    const answer = answers[question];
    asked.push({ question, query, body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : null });
    return Promise.resolve(question in answers ? Response.json(typeof answer === 'function' ? (answer as (query: URLSearchParams) => unknown)(query) : answer) : new Response('{"code":"not_found","detail":"There is none."}', { status: 404 }));
  });
  return asked;
}

export function show(page: ReactElement, roles: readonly string[], name = 'ada'): void {
  useSession.setState({ phase: 'in', name, roles, accessToken: 't', ended: null });
  render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>{page}</QueryClientProvider>);
}
