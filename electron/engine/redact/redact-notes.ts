// What the user wrote, redacted, from one case into another.
import type { Database } from 'better-sqlite3';
import { anchoredText, type Anchor } from '../../../shared/notes/anchor.ts';
import type { Redactor } from '../../../shared/redact/redactor.ts';
import { redactStrings } from '../../../shared/redact/strings.ts';
import { getOutline, listNotes, listPins, putNote, putOutline, putPin } from '../case-file/queries/notes.ts';

/** `sameIds`: addresses of views, which have rows in them, mean the same in the other case. */
export function redactNotes(from: Database, to: Database, redactor: Redactor, sameIds: boolean): void {
  for (const note of listNotes(from)) {
    putNote(to, redactStrings({ ...note, anchor: beforeRedaction(note.anchor) }, redactor));
  }
  for (const pin of listPins(from)) {
    const { shown } = pin;
    if (shown.kind === 'thing') {
      const before = { ...shown, anchor: beforeRedaction(shown.anchor) };
      putPin(to, redactStrings({ ...pin, shown: before }, redactor));
    } else {
      const address = shown.kind === 'picture' && !sameIds ? { ...shown, address: '' } : shown;
      putPin(to, redactStrings({ ...pin, shown: address }, redactor));
    }
  }
  const outline = getOutline(from);
  if (outline === null) return;
  const items = outline.items.map((item) =>
    item.kind === 'excerpt' ? { ...item, anchor: beforeRedaction(item.anchor) } : item,
  );
  putOutline(to, redactStrings({ ...outline, items }, redactor));
}

/** An anchor without what says something of the original that redaction cannot reach. */
function beforeRedaction<A extends Anchor>(anchor: A): A;
function beforeRedaction(anchor: Anchor): Anchor {
  if (anchor.kind === 'rule') return { ...anchor, flow: beforeRedaction(anchor.flow) };
  if (anchor.kind !== 'line' && anchor.kind !== 'fact' && anchor.kind !== 'flow') return anchor;
  // A text that is cut may end within an address, and then has no whole one to be replaced.
  const { text } = anchor.at;
  const at = text !== null && text.length >= anchoredText ? { ...anchor.at, text: null } : anchor.at;
  return anchor.kind === 'fact' ? { ...anchor, at, digest: '' } : { ...anchor, at };
}
