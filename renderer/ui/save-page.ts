// From the window to a picture's page, and from the page to a file.
import type { Drawing } from '../../shared/drawing/drawing.ts';
import { drawingSvg } from '../../shared/drawing/drawing-svg.ts';
import { drawingPng } from './drawing-png.ts';
import { saveFile } from './save-file.ts';

/** The values of tokens (`surface`, `text-quiet` …) in effect on an element. */
export function tokenValues(element: Element): (name: string) => string {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** Makes something with the tokens of the light theme in effect: what is kept for a report is printed. */
export function inLightTheme<T>(make: () => T): T {
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  dataset['theme'] = 'light';
  try {
    return make();
  } finally {
    if (theme === undefined) delete dataset['theme'];
    else dataset['theme'] = theme;
  }
}

/** Gives the user the page as a file; `name` without ending. Rejects where the browser cannot paint it. */
export async function savePage(drawing: Drawing, kind: 'svg' | 'png', name: string): Promise<void> {
  if (kind === 'svg') saveFile(`${name}.svg`, new Blob([drawingSvg(drawing)], { type: 'image/svg+xml' }));
  else saveFile(`${name}.png`, await drawingPng(drawing, 2));
}
