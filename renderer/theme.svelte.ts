import { app } from './app-state.svelte.ts';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
let systemDark = $state(dark.matches);

/** The theme in force: the user's choice, or the system's. */
export function currentTheme(): 'light' | 'dark' {
  const { theme } = app.settings;
  if (theme !== 'system') return theme;
  return systemDark ? 'dark' : 'light';
}

/** Writes the theme on <html>; call once at start. */
export function followTheme(): void {
  dark.addEventListener('change', (event) => (systemDark = event.matches));
  $effect.root(() => {
    $effect(() => {
      document.documentElement.dataset['theme'] = currentTheme();
    });
  });
  document.documentElement.dataset['theme'] = currentTheme();
}

/** The user's choice in words. */
export function themeWord(): string {
  return { system: 'as the system', light: 'light', dark: 'dark' }[app.settings.theme];
}

/** System, light, dark, and around again. */
export function nextTheme(): void {
  const next = { system: 'light', light: 'dark', dark: 'system' } as const;
  app.remember({ theme: next[app.settings.theme] });
}
