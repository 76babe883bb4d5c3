// A drawing as the pixels of a PNG: painted on a canvas, with the fonts that the window has.
import type { Drawing, Shape } from '../../shared/drawing/drawing.ts';
import { mono, rimWidth, sans, strongWeight } from '../../shared/drawing/drawing-svg.ts';

/** Pixels that a canvas holds in every browser. */
const mostPixels = 64 * 1024 * 1024;

/** The picture as a PNG, `scale` pixels for each of its own, fewer where it would be too large. */
export async function drawingPng(drawing: Drawing, scale: number): Promise<Blob> {
  const most = Math.sqrt(mostPixels / Math.max(1, drawing.width * drawing.height));
  const factor = Math.min(scale, most);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(drawing.width * factor));
  canvas.height = Math.max(1, Math.round(drawing.height * factor));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser draws no pictures');
  context.scale(factor, factor);
  context.fillStyle = drawing.background;
  context.fillRect(0, 0, drawing.width, drawing.height);
  context.translate(drawing.origin.x, drawing.origin.y);
  for (const shape of drawing.shapes) paint(context, shape);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob === null) throw new Error('the picture is too large for this browser');
  return blob;
}

function paint(context: CanvasRenderingContext2D, shape: Shape): void {
  context.save();
  switch (shape.kind) {
    case 'path':
      context.globalAlpha = shape.opacity ?? 1;
      context.strokeStyle = shape.stroke;
      context.lineWidth = shape.width;
      context.setLineDash([...(shape.dash ?? [])]);
      context.stroke(new Path2D(shape.path));
      break;
    case 'rect':
      context.beginPath();
      context.roundRect(shape.x, shape.y, shape.width, shape.height, shape.radius ?? 0);
      if (shape.fill !== null) {
        context.fillStyle = shape.fill;
        context.fill();
      }
      if (shape.stroke !== null) {
        context.strokeStyle = shape.stroke;
        context.setLineDash([...(shape.dash ?? [])]);
        context.stroke();
      }
      break;
    case 'text':
      context.font = `${shape.strong === true ? strongWeight : 400} ${shape.size}px ${shape.mono === true ? mono : sans}`;
      context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor;
      if (shape.rim !== undefined) {
        context.strokeStyle = shape.rim;
        context.lineWidth = rimWidth;
        context.lineJoin = 'round';
        context.strokeText(shape.text, shape.x, shape.y);
      }
      context.fillStyle = shape.fill;
      context.fillText(shape.text, shape.x, shape.y);
  }
  context.restore();
}
