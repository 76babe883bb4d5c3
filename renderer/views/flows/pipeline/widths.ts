// How wide an edge is for its packets. Logarithmic: ten times the packets are a step wider, so that a rare
// way stays visible beside a busy one. Linear: twice the packets are twice as wide.
export const scales = ['log', 'linear'] as const;
export type WidthScale = (typeof scales)[number];

const widest = { log: 20, linear: 34 } as const;
const thinnest = { log: 2.5, linear: 1.5 } as const;
/** Of an edge that counted nothing, or of which the count is not known: a dashed line. */
export const hairline = 1.25;

/** Pixels at scale 1; `most` is the largest count of the picture. */
export function edgeWidth(packets: number | null, most: number, scale: WidthScale): number {
  if (packets === null || packets === 0 || most === 0) return hairline;
  const share = scale === 'log' ? Math.log1p(packets) / Math.log1p(most) : packets / most;
  return Math.max(thinnest[scale], widest[scale] * share);
}
