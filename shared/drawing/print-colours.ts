// The colours of a picture that is drawn where no theme is in effect: those of the light theme
// (renderer/ui/tokens.css; a test holds them together).
import type { RouteColours } from './route-drawing.ts';

export const printColours: RouteColours = {
  surface: '#ffffff',
  text: '#1a1f27',
  quiet: '#59626f',
  raised: '#ffffff',
  sunken: '#eef0f3',
  line: '#c3c9d2',
  warning: '#8a5300',
  error: '#b4232c',
  none: '#8b94a1',
};
