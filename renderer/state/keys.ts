// How a key is written: modifiers in a fixed order, then the key in lower case, so that a command can
// name it and the shortcut list can show it.

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** `mod` is Ctrl or ⌘. Shift counts only with keys that have a name: a `?` is a `?` on every keyboard. */
export function keyOf(event: KeyPress): string {
  const named = event.key.length > 1;
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push('mod');
  if (event.altKey) parts.push('alt');
  if (event.shiftKey && (named || parts.length > 0)) parts.push('shift');
  parts.push(event.key === ' ' ? 'space' : event.key.toLowerCase());
  return parts.join('+');
}

const names: Readonly<Record<string, string>> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  escape: 'Esc',
  enter: '↵',
  space: 'Space',
};

/** The key as people read it, one word a part; `+` joins the parts and may be the last of them: `['⌘', 'K']` on a Mac, `['Ctrl', 'K']` elsewhere. */
export function keyWords(key: string, mac: boolean): readonly string[] {
  return key.split(/\+(?=.)/).map((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'alt') return mac ? '⌥' : 'Alt';
    if (part === 'shift') return mac ? '⇧' : 'Shift';
    return (
      names[part] ?? (part.length === 1 ? part.toUpperCase() : part.replace(/^\w/, (c) => c.toUpperCase()))
    );
  });
}
