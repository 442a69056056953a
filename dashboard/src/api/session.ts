import * as v from 'valibot';
import { create } from 'zustand';
import { Problem } from '@/api/problem';
import { Grant } from '@/api/schemas';

export type Role = 'viewer' | 'operator' | 'trader' | 'risk' | 'admin';

interface SessionState {
  /** starting: a kept session is being renewed. */
  phase: 'starting' | 'out' | 'in';
  name: string;
  roles: readonly string[];
  accessToken: string | null;
  /** Why the last session ended, when not by a log-out. */
  ended: string | null;
}

/**
 * The refresh token is kept for this tab only (sessionStorage), so that a reload does not log out; the
 * access token lives in memory. The page loads scripts from nowhere but its own server.
 */
const KEY = 'orchestrator.session';
const RENEW_BEFORE_S = 60;
const LEAST_RENEW_S = 5;

const Kept = v.object({ name: v.string(), refresh: v.string() });

export const useSession = create<SessionState>(() => ({
  phase: sessionStorage.getItem(KEY) === null ? 'out' : 'starting',
  name: '',
  roles: [],
  accessToken: null,
  ended: null,
}));

let refreshToken: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let renewing: Promise<void> | null = null;
const renewed = new Set<() => void>();

/** Called after each renewal; the stream passes the new token on. */
export function onRenewal(listener: () => void): () => void {
  renewed.add(listener);
  return () => renewed.delete(listener);
}

async function post(path: string, body: unknown, token?: string | null): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
    });
  } catch {
    throw Problem.unreachable();
  }
}

async function granted(path: string, body: unknown, name: string): Promise<void> {
  const response = await post(path, body);
  if (!response.ok) {
    throw await Problem.of(response);
  }
  const grant = v.parse(Grant, await response.json());
  refreshToken = grant.refresh_token;
  sessionStorage.setItem(KEY, JSON.stringify({ name, refresh: grant.refresh_token }));
  useSession.setState({
    phase: 'in',
    name,
    roles: grant.roles,
    accessToken: grant.access_token,
    ended: null,
  });
  clearTimeout(timer);
  timer = setTimeout(
    () => void renew().catch(() => undefined),
    Math.max(LEAST_RENEW_S, grant.expires_in - RENEW_BEFORE_S) * 1000,
  );
  renewed.forEach((listener) => listener());
}

export function logIn(username: string, password: string): Promise<void> {
  return granted('/api/auth/token', { username, password }, username);
}

/**
 * New tokens for the refresh token; several callers share one renewal, for a token is good once. A
 * server that cannot be reached leaves the session as it is; one that refuses ends it.
 */
export function renew(): Promise<void> {
  renewing ??= renewOnce().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renewOnce(): Promise<void> {
  const { name } = useSession.getState();
  if (refreshToken === null) {
    throw new Problem(401, 'auth.no_session', 'Nobody is logged in.', 'Log in.');
  }
  try {
    await granted('/api/auth/refresh', { refresh_token: refreshToken }, name);
  } catch (failure) {
    if (failure instanceof Problem && failure.final) {
      end('Your session has ended. Log in again.');
    } else {
      clearTimeout(timer);
      timer = setTimeout(() => void renew().catch(() => undefined), LEAST_RENEW_S * 1000);
    }
    throw failure;
  }
}

function end(why: string | null): void {
  clearTimeout(timer);
  refreshToken = null;
  sessionStorage.removeItem(KEY);
  useSession.setState({ phase: 'out', accessToken: null, roles: [], name: '', ended: why });
}

export async function logOut(): Promise<void> {
  const { accessToken } = useSession.getState();
  end(null);
  // The page is logged out either way; the server also forgets the refresh tokens.
  await post('/api/auth/logout', {}, accessToken).catch(() => undefined);
}

/** Takes up the session that this tab had before a reload. */
export async function restore(): Promise<void> {
  const text = sessionStorage.getItem(KEY);
  if (text === null) {
    return;
  }
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // Not ours: as good as none.
  }
  const kept = v.safeParse(Kept, json);
  if (!kept.success) {
    end(null);
    return;
  }
  refreshToken = kept.output.refresh;
  useSession.setState({ name: kept.output.name });
  await renew().catch((failure: unknown) => {
    if (useSession.getState().phase === 'starting') {
      useSession.setState({
        phase: 'out',
        ended: failure instanceof Error ? failure.message : null,
      });
    }
  });
}

export function has(roles: readonly string[], role: Role): boolean {
  return roles.includes(role);
}
