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

/** Steps of heat, from 1; 0 is what counted nothing. */
export const heatSteps = 5;

/**
 * The step of a count: the range from 1 to the largest, cut in equal parts on a logarithmic scale. Null
 * where the count is not known.
 */
export function heatOf(packets: number | null, most: number): number | null {
  if (packets === null) return null;
  if (packets === 0 || most === 0) return 0;
  const share = Math.log1p(packets) / Math.log1p(most);
  return Math.min(heatSteps, Math.max(1, Math.ceil(share * heatSteps)));
}

/** The smallest count of each step, from step 1 on: for the legend. */
export function heatLimits(most: number): readonly number[] {
  const limits = Array.from({ length: heatSteps }, (_, step) =>
    step === 0 ? 1 : Math.floor(Math.expm1((Math.log1p(most) * step) / heatSteps)) + 1,
  );
  return limits.filter((limit, index) => limit <= most && (index === 0 || limit > (limits[index - 1] ?? 0)));
}
