// What all flows of a group have in common, as a cell of a table of texts: `*` where they differ.
import type { FlowGroupKey, FlowGroupRow, ShapeRow } from '../api.ts';
import { tableText } from '../openflow/table-id.ts';

/** Of a shape, its text with `*` where the flows differ. */
export function groupCell(group: FlowGroupRow, key: FlowGroupKey): string {
  switch (key) {
    case 'table':
      return group.table === null ? '*' : tableText(group.table);
    case 'cookie':
      return group.cookie ?? '*';
    case 'match':
    case 'actions':
      return shapeText(group[key]);
  }
}

function shapeText(shape: ShapeRow | null): string {
  if (shape === null) return '*';
  return shape.pieces
    .map((piece, i) => `${piece}${i < shape.holes.length ? (shape.holes[i]?.value ?? '*') : ''}`)
    .join('');
}
