// Which parts of the frame are open: the palette, the shortcut list.

class OpenParts {
  paletteOpen = $state(false);
  shortcutsOpen = $state(false);
}

export const openParts = new OpenParts();
