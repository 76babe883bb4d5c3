// The one style sheet of a report in HTML: for the screen, light and dark as the reader's system is, and for paper.
// Colours are those of the interface (renderer/ui/tokens.css; a test holds them together).

/** By the names of the interface's tokens. */
export const lightColours = {
  surface: '#ffffff',
  'surface-sunken': '#eef0f3',
  line: '#e1e4e9',
  'line-strong': '#c3c9d2',
  text: '#1a1f27',
  'text-quiet': '#59626f',
  'accent-text': '#3146b3',
  'state-ok': '#18794e',
  'state-ok-surface': '#e3f4ea',
  'state-warning': '#8a5300',
  'state-warning-surface': '#fdf0d5',
  'state-error': '#b4232c',
  'state-error-surface': '#fde8e8',
  'state-quiet-surface': '#eceef2',
} as const;

export const darkColours: Readonly<Record<keyof typeof lightColours, string>> = {
  surface: '#1c2026',
  'surface-sunken': '#13161a',
  line: '#2c323b',
  'line-strong': '#47505d',
  text: '#e2e6eb',
  'text-quiet': '#a0a9b5',
  'accent-text': '#a9b8ff',
  'state-ok': '#5fcf95',
  'state-ok-surface': '#17352a',
  'state-warning': '#e5b454',
  'state-warning-surface': '#3a2e14',
  'state-error': '#ff8b8b',
  'state-error-surface': '#43211f',
  'state-quiet-surface': '#2a3038',
};

function colours(values: Readonly<Record<string, string>>, scheme: string): string {
  const set = Object.entries(values).map(([name, value]) => `--${name}: ${value};`);
  return `:root { color-scheme: ${scheme}; ${set.join(' ')} }`;
}

const marginText = `font: 8pt Inter, system-ui, sans-serif; color: ${lightColours['text-quiet']};`;

export const reportStyle = `
${colours(lightColours, 'light dark')}
@media screen and (prefers-color-scheme: dark) {
${colours(darkColours, 'dark')}
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem 4rem; background: var(--surface); color: var(--text);
  font: 0.9375rem/1.55 Inter, system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.6em 0 0.5em; font-weight: 600; text-wrap: balance; }
h1 { font-size: 1.75rem; margin-top: 0; }
h2 { font-size: 1.3rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; margin-top: 2.2em; }
h3 { font-size: 1.1rem; }
h4, h5, h6 { font-size: 1rem; }
p { margin: 0.5em 0; max-width: 46rem; }
a { color: var(--accent-text); }
.byline, .place, figcaption, caption, .quiet { color: var(--text-quiet); font-size: 0.8125rem; }
code, pre, .mono { font-family: 'JetBrains Mono', ui-monospace, 'Noto Sans Mono CJK SC', 'Microsoft YaHei', monospace; }
code, .mono { font-size: 0.8125rem; unicode-bidi: isolate; }
pre { margin: 0.5em 0; white-space: pre-wrap; font-size: 0.75rem; line-height: 1.5; }
nav ol { margin: 0.25rem 0; padding-left: 1.5rem; }
nav { border: 1px solid var(--line); border-radius: 4px; padding: 0.6rem 1rem; margin: 1.5rem 0; }
nav p { margin: 0; font-weight: 600; font-size: 0.875rem; }
blockquote { margin: 0.5em 0; padding-left: 1rem; border-left: 3px solid var(--line-strong); color: var(--text-quiet); }
pre.code, figure.excerpt pre { background: var(--surface-sunken); border-radius: 4px; padding: 0.5rem 0.75rem; }
figure { margin: 1.25rem 0; }
figcaption { margin-bottom: 0.35rem; }
figcaption strong, caption strong { color: var(--text); font-size: 0.875rem; display: block; }
figure.picture svg { display: block; max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 4px; }
table { border-collapse: collapse; width: 100%; margin: 1.25rem 0; font-size: 0.8125rem; }
caption { text-align: left; margin-bottom: 0.35rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--text-quiet); font-weight: 600; border-bottom-color: var(--line-strong); }
th { min-width: 2.8rem; }
td { unicode-bidi: isolate; }
td p { margin: 0 0 0.25em; }
td.mono, td code { font-size: 0.75rem; }
td.right, th.right { text-align: right; font-variant-numeric: tabular-nums; }
td.center, th.center { text-align: center; }
td.narrow, th.narrow { white-space: nowrap; width: 1%; }
dl { display: grid; grid-template-columns: fit-content(35%) minmax(0, 1fr); gap: 0.2rem 1.25rem; margin: 1rem 0; font-size: 0.875rem; }
dt { color: var(--text-quiet); }
dd { margin: 0; unicode-bidi: isolate; }
.excerpt .line { display: block; padding-left: 4.5em; text-indent: -4.5em; unicode-bidi: isolate; }
.excerpt .number { display: inline-block; width: 4em; margin-right: 0.5em; text-align: right; text-indent: 0;
  color: var(--text-quiet); user-select: none; }
.excerpt .around { color: var(--text-quiet); }
.note { border-left: 3px solid var(--accent-text); padding: 0.1rem 0 0.1rem 1rem; margin: 1.5rem 0 0.75rem; }
.note > .byline { margin: 0.25rem 0 0; }
.badge { display: inline-block; border-radius: 3px; padding: 0 0.4em; font-size: 0.75rem; font-weight: 600;
  color: var(--text-quiet); background: var(--state-quiet-surface); white-space: nowrap; }
.error, .removed, .missing { color: var(--state-error); background: var(--state-error-surface); }
.warning, .changed, .inferred, .open { color: var(--state-warning); background: var(--state-warning-surface); }
.added, .known, .explained { color: var(--state-ok); background: var(--state-ok-surface); }
.changes { list-style: none; margin: 1rem 0; padding: 0; }
.changes > li { border-top: 1px solid var(--line); padding: 0.5rem 0; break-inside: avoid; }
.changes p { margin: 0; max-width: none; }
.side { display: block; white-space: pre-wrap; padding-left: 1.5em; text-indent: -1.5em; margin-top: 0.25rem;
  font-size: 0.75rem; unicode-bidi: isolate; }
.side .sign { display: inline-block; width: 1.5em; text-indent: 0; font-weight: 600; }
del, ins { text-decoration: none; border-radius: 2px; }
del { background: var(--state-error-surface); color: var(--state-error); text-decoration: line-through; }
ins { background: var(--state-ok-surface); color: var(--state-ok); text-decoration: underline; }
.remark { border: 1px dashed var(--line-strong); border-radius: 4px; padding: 0.4rem 0.75rem; color: var(--text-quiet); max-width: none; }
.tag { display: inline-block; border: 1px solid var(--line-strong); border-radius: 3px; padding: 0 0.4em; font-size: 0.75rem; }
body > footer { margin-top: 3rem; }
/* Where there is room, names and actions keep their words whole. */
@media (min-width: 40rem), print {
  th:first-child { min-width: 5.5rem; }
  th:not(:first-child) { min-width: 4.6rem; }
  th:last-child { min-width: 5.2rem; }
  th.text { min-width: 8.5rem; }
  th.host { min-width: 5rem; }
  th.device { min-width: 7.5rem; }
  th.details { min-width: 9.5rem; }
  th.knowledge { min-width: 7rem; }
  th.lines { width: 28%; }
  th.lines.most { width: 50%; }
  th.right:first-child { min-width: 3rem; }
}
@media print {
  :root { color-scheme: light; }
  @page {
    size: A4; margin: 18mm 16mm;
    @bottom-right { content: counter(page) ' / ' counter(pages); ${marginText} }
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { break-inside: avoid; }
  h1, h2, h3, h4, h5, h6, figcaption, caption { break-after: avoid; }
  tr, dl, .note > .byline, figure.picture { break-inside: avoid; }
  figure.picture svg { max-height: 230mm; }
  thead { display: table-header-group; }
  tbody tr:first-child { break-before: avoid; }
  a[href^='http']::after { content: ' (' attr(href) ')'; }
  * { print-color-adjust: exact; }
}
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: 0.4rem; } }
`;
