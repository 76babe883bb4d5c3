// Templates: outlines made of what a case has, for one purpose each. A section that would be empty is left out.
import { randomUUID } from 'node:crypto';
import type { FindingSeverity } from '../../../shared/findings/finding.ts';
import { withLeftOut } from '../../../shared/notes/left-out.ts';
import type { NoteStatus } from '../../../shared/notes/note.ts';
import type { Outline, OutlineItem, ReportTemplate } from '../../../shared/notes/outline.ts';
import type { Language } from '../../../shared/explain/phrase.ts';
import { listNotes, listPins } from '../case-file/queries/notes.ts';
import type { CaseSession } from '../case-session.ts';
import { sayIn } from '../../../shared/report/report-words.ts';

/** An item before it has its id. */
type Draft = OutlineItem extends infer Item ? (Item extends OutlineItem ? Omit<Item, 'id'> : never) : never;

export function templateOutline(
  session: CaseSession,
  template: ReportTemplate,
  author: string,
  language: Language,
): Outline {
  const say = sayIn(language);
  const notes = session.query(listNotes);
  const pins = session.query(listPins);
  const heading = (key: string): Draft => ({ kind: 'heading', level: 1, text: say(`document.${key}`) });
  const text = (key: string): Draft => ({ kind: 'text', text: say(`document.${key}`) });
  const notesWith = (key: string, ...statuses: readonly NoteStatus[]): readonly Draft[] =>
    notes.some(({ status }) => statuses.includes(status))
      ? [heading(key), { kind: 'notes', statuses, tags: [] }]
      : [];
  const evidence: readonly Draft[] =
    pins.length === 0
      ? []
      : [heading('section.evidence'), ...pins.map((pin): Draft => ({ kind: 'pin', pin: pin.id }))];
  const findings = (key: string, ...severities: readonly FindingSeverity[]): readonly Draft[] => [
    heading(key),
    { kind: 'findings', severities },
  ];
  const requests = (key: string): readonly Draft[] => [heading(key), { kind: 'requests' }];
  const timeline = [heading('section.timeline'), { kind: 'timeline' } as const];
  const drafts: Readonly<Record<ReportTemplate, readonly Draft[]>> = {
    customer: [
      heading('section.summary'),
      text('intro.customer'),
      { kind: 'summary' },
      ...notesWith('section.cause', 'explained'),
      ...findings('section.found', 'error', 'warning'),
      ...evidence,
      ...notesWith('section.questions', 'needs-customer'),
      ...requests('section.needed'),
      ...timeline,
    ],
    handover: [
      heading('section.state'),
      text('intro.handover'),
      { kind: 'summary' },
      ...notesWith('section.open', 'open'),
      ...notesWith('section.questions', 'needs-customer'),
      ...notesWith('section.explained', 'explained'),
      ...findings('section.found'),
      ...evidence,
      ...requests('section.missing'),
      ...timeline,
    ],
    bug: [
      heading('section.observed'),
      text('intro.bug'),
      ...(notes.length === 0 ? [] : [{ kind: 'notes', statuses: [], tags: [] } as const]),
      ...evidence,
      heading('section.environment'),
      { kind: 'summary' },
      ...findings('section.found', 'error', 'warning'),
      ...timeline,
    ],
  };
  return {
    title: say(`document.title.${template}`, { case: session.info().name }),
    author,
    template,
    language: language.locale,
    items: drafts[template].map((draft) => ({ ...draft, id: randomUUID() })),
  };
}

const leftOutSections = {
  open: 'section.open',
  'needs-customer': 'section.questions',
  explained: 'section.explained',
  pins: 'section.evidence',
} as const;

/** The outline with every note and pin of the case that it leaves out; `language` is the outline's. */
export function wholeOutline(session: CaseSession, outline: Outline, language: Language): Outline {
  const say = sayIn(language);
  return withLeftOut(
    outline,
    session.query(listNotes),
    session.query(listPins),
    (of) => say(`document.${leftOutSections[of]}`),
    randomUUID,
  );
}
