// What this browser remembers between starts: theme, language, widths. Never anything of a case.
// Storage may be forbidden (private windows); then a setting lasts as long as the window.
const prefix = 'coldtrace.';
const session = new Map<string, string>();

export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name) ?? session.get(name) ?? null;
  } catch {
    return session.get(name) ?? null;
  }
}

export function writeSetting(name: string, value: string): void {
  session.set(name, value);
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // Kept for this window only.
  }
}
