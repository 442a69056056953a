import { useSyncExternalStore } from 'react';
import { usePreferences } from '@/live/preferences';

export interface Colours {
  text: string;
  line: string;
  good: string;
  bad: string;
  accent: string;
  fair: string;
  /** Any other of the style sheet by its name. */
  of: (name: string) => string;
}

const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null;

function subscribe(listener: () => void): () => void {
  dark?.addEventListener('change', listener);
  return () => dark?.removeEventListener('change', listener);
}

/** Changes with the theme; a canvas does not follow the style sheet by itself. */
export function useThemeKey(): string {
  const theme = usePreferences((p) => p.theme);
  const system = useSyncExternalStore(subscribe, () => dark?.matches ?? false);
  return `${theme}:${system}`;
}

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: of('--muted'),
    line: of('--line'),
    good: of('--good'),
    bad: of('--bad'),
    accent: of('--accent'),
    fair: of('--fair'),
    of,
  };
}
