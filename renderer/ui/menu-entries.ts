// What a menu holds: groups with a line between them.

export interface MenuEntry {
  readonly id: string;
  readonly text: string;
  readonly hint?: string | undefined;
  readonly keys?: string | undefined;
  /** Names of the field are set in mono. */
  readonly mono?: boolean;
  /** Present: this entry is one of a choice. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** One of several that can be checked: the menu stays open. */
  readonly stays?: boolean;
  readonly run: () => void;
}

export interface MenuGroup {
  readonly id: string;
  readonly title?: string;
  readonly entries: readonly MenuEntry[];
}
