import { create } from 'zustand';
import type { Zone } from '@/format/time';

export type Theme = 'system' | 'light' | 'dark';

interface Preferences {
  theme: Theme;
  zone: Zone;
}

const KEY = 'orchestrator.preferences';

function kept(): Preferences {
  const text = localStorage.getItem(KEY) ?? '';
  return {
    theme: text.includes('theme=dark') ? 'dark' : text.includes('theme=light') ? 'light' : 'system',
    zone: text.includes('zone=local') ? 'local' : 'exchange',
  };
}

export const usePreferences = create<Preferences>(kept);

/** The attribute that the style sheet reads; without one the system's choice holds. */
export function applyTheme(): void {
  const { theme } = usePreferences.getState();
  if (theme === 'system') {
    document.documentElement.removeAttribute('data-theme');
  } else {
    document.documentElement.setAttribute('data-theme', theme);
  }
}

export function prefer(change: Partial<Preferences>): void {
  usePreferences.setState(change);
  const { theme, zone } = usePreferences.getState();
  localStorage.setItem(KEY, `theme=${theme};zone=${zone}`);
  applyTheme();
}
